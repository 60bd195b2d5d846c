import { Alert, Card, SimpleGrid, Skeleton, Text, Title } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { QueueRead } from '@/client';
import { Loaded } from '@/shared/tables/loaded';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';

import { usePracticeZone } from '../kit/use-practice-zone';
import classes from './messages.module.css';
import { useQueue } from './use-queue';

/** How messages are doing. */
export function QueueFacts() {
  const { t } = useTranslation('messages');
  const query = useQueue();
  return (
    <section aria-labelledby="queue-title">
      <Title order={2} size="h4" id="queue-title" mb="sm">
        {t('queue.title')}
      </Title>
      <Loaded query={query} skeleton={<Skeleton height={180} aria-busy="true" />}>
        {(queue) => (
          <>
            <Held since={queue.held_since} />
            <Facts queue={queue} />
          </>
        )}
      </Loaded>
    </section>
  );
}

/** After a restore: whoever sees it must know that nobody is written to. */
function Held({ since }: { since: string | null }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const zone = usePracticeZone();
  if (since === null) {
    return null;
  }
  const at = t('at', { day: format.dayOf(since, zone), time: format.time(since, zone) });
  return (
    <Alert
      color="yellow"
      role="status"
      mb="md"
      icon={<IconHandStop aria-hidden />}
      title={t('held.title')}
    >
      {t('held.text', { at, command: 'praxis messages release' })}
    </Alert>
  );
}

function Facts({ queue }: { queue: QueueRead }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const now = useNow(LOOK_AGAIN_MS);
  const { oldest_due_at: oldest } = queue;
  const folder = queue.mail_goes_to === 'folder';
  return (
    <SimpleGrid
      cols={{ base: 1, xs: 2, md: 3 }}
      spacing="sm"
      component="dl"
      className={classes.facts}
    >
      <Fact
        name={t('queue.waiting')}
        hint={
          queue.delayed_mails === 0
            ? t('queue.waiting_hint')
            : t('queue.delayed', { count: queue.delayed_mails, cause: queue.delayed_by })
        }
      >
        {format.number(queue.waiting_mails)}
      </Fact>
      <Fact name={t('queue.events')} hint={t('queue.events_hint')}>
        {format.number(queue.waiting_events)}
      </Fact>
      <Fact name={t('queue.oldest')} hint={t('queue.oldest_hint')}>
        {oldest === null ? t('queue.none_due') : format.ago(oldest, now)}
      </Fact>
      <Fact name={t('queue.sent')} hint={t('queue.sent_hint')}>
        {format.number(queue.sent_last_day)}
      </Fact>
      <Fact name={t('queue.dead')} hint={t('queue.dead_hint')}>
        {format.number(queue.dead)}
      </Fact>
      <Fact
        name={t('queue.goes_to')}
        hint={`${t(folder ? 'queue.folder_hint' : 'queue.smtp_hint')} ${t(`queue.tasks.${queue.tasks}`)}`}
      >
        {t(folder ? 'queue.folder' : 'queue.smtp')}
      </Fact>
    </SimpleGrid>
  );
}

const LOOK_AGAIN_MS = 5_000;

function Fact({ name, hint, children }: { name: string; hint: string; children: string }) {
  return (
    <Card withBorder padding="md">
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" fw={650} fz="xl" m={0}>
        {children}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {hint}
      </Text>
    </Card>
  );
}
