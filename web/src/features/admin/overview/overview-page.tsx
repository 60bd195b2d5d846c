import { Card, Group, SimpleGrid, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconBuildingHospital,
  IconCalendarOff,
  IconCircleCheck,
  IconClipboardList,
  IconDoor,
  IconEye,
  IconInbox,
  IconMail,
  IconMailOff,
  IconStethoscope,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { getHealthOptions } from '@/client/@tanstack/react-query.gen';
import { NEW } from '@/shared/tables/search';
import { useFormat } from '@/shared/time/use-format';
import { ButtonLink, TextLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { HealthBadge } from '../settings/system-card';
import { useCounts, type Counts } from './use-counts';

type Icon = ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;

interface DecisionProps {
  icon: Icon;
  text: string;
  action: ReactNode;
}

function Decision({ icon: Icon, text, action }: DecisionProps) {
  return (
    <Card withBorder padding="md" role="listitem">
      <Group justify="space-between" gap="sm">
        <Group gap="sm" wrap="nowrap">
          <ThemeIcon size={36} radius="xl" variant="light" color="yellow">
            <Icon size={20} aria-hidden />
          </ThemeIcon>
          <Text fw={600}>{text}</Text>
        </Group>
        {action}
      </Group>
    </Card>
  );
}

function Decisions({ counts }: { counts: Counts }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { waitingDoctors, requests, deadLetters } = counts;
  if (waitingDoctors + requests + deadLetters === 0) {
    return (
      <Card withBorder padding="md">
        <Group gap="sm">
          <IconCircleCheck size={20} aria-hidden />
          <Text>{t('overview.nothing')}</Text>
        </Group>
      </Card>
    );
  }
  return (
    <Stack gap="sm" role="list">
      {waitingDoctors > 0 && (
        <Decision
          icon={IconUserCheck}
          text={t('overview.doctors', {
            count: waitingDoctors,
            number: format.number(waitingDoctors),
          })}
          action={<ButtonLink to="/admin/doctors">{t('overview.see_doctors')}</ButtonLink>}
        />
      )}
      {requests > 0 && (
        <Decision
          icon={IconInbox}
          text={t('overview.requests', { count: requests, number: format.number(requests) })}
          action={
            <ButtonLink to="/requests" variant={waitingDoctors > 0 ? 'default' : 'filled'}>
              {t('overview.see_requests')}
            </ButtonLink>
          }
        />
      )}
      {deadLetters > 0 && (
        <Decision
          icon={IconMailOff}
          text={t('overview.dead_letters', {
            count: deadLetters,
            number: format.number(deadLetters),
          })}
          action={
            <ButtonLink to="/admin/messages" variant="default">
              {t('overview.see_messages')}
            </ButtonLink>
          }
        />
      )}
    </Stack>
  );
}

interface Step {
  done: boolean;
  text: string;
  link: ReactNode;
}

/** What is still missing before the first patient can book; gone once nothing is. */
function FirstSteps({ counts }: { counts: Counts }) {
  const { t } = useTranslation('admin');
  const steps: Step[] = [
    {
      done: counts.locations > 0,
      text: t('overview.steps.location'),
      link: (
        <TextLink to="/admin/locations" search={{ edit: NEW }}>
          {t('locations.add')}
        </TextLink>
      ),
    },
    {
      done: counts.visitTypes > 0,
      text: t('overview.steps.visit_type'),
      link: (
        <TextLink to="/admin/visit-types" search={{ edit: NEW }}>
          {t('visit_types.add')}
        </TextLink>
      ),
    },
    {
      done: counts.doctors > 0,
      text: t('overview.steps.doctor'),
      link: (
        <TextLink to="/admin/doctors" search={{ edit: NEW }}>
          {t('doctors.add')}
        </TextLink>
      ),
    },
  ];
  const open = steps.filter(({ done }) => !done);
  if (open.length === 0) {
    return null;
  }
  return (
    <Card withBorder padding="md" component="section" aria-labelledby="steps-title">
      <Title order={2} size="h4" id="steps-title" mb="sm">
        {t('overview.steps.title')}
      </Title>
      <Stack gap="xs" role="list">
        {open.map(({ text, link }) => (
          <Group key={text} justify="space-between" role="listitem">
            <Text size="sm">{text}</Text>
            {link}
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

function useAreas(counts: Counts | null) {
  const { t } = useTranslation(['admin', 'common']);
  const format = useFormat();
  const number = (count: number | undefined) => (count === undefined ? '' : format.number(count));
  return [
    {
      to: '/admin/doctors',
      icon: IconStethoscope,
      name: t('common:nav.doctors'),
      note: t('overview.areas.doctors', { number: number(counts?.doctors) }),
    },
    {
      to: '/admin/locations',
      icon: IconBuildingHospital,
      name: t('common:nav.locations'),
      note: t('overview.areas.locations', { number: number(counts?.locations) }),
    },
    {
      to: '/admin/visit-types',
      icon: IconClipboardList,
      name: t('common:nav.visit_types'),
      note: t('overview.areas.visit_types', { number: number(counts?.visitTypes) }),
    },
    {
      to: '/admin/users',
      icon: IconUsers,
      name: t('common:nav.users'),
      note: t('overview.areas.users'),
    },
    {
      to: '/admin/rooms',
      icon: IconDoor,
      name: t('common:nav.rooms'),
      note: t('overview.areas.rooms'),
    },
    {
      to: '/admin/holidays',
      icon: IconCalendarOff,
      name: t('common:nav.holidays'),
      note: t('overview.areas.holidays'),
    },
    {
      to: '/admin/messages',
      icon: IconMail,
      name: t('common:nav.messages'),
      note: t('overview.areas.messages'),
    },
    {
      to: '/admin/audit',
      icon: IconEye,
      name: t('common:nav.audit'),
      note: t('overview.areas.audit'),
    },
  ] as const;
}

function Areas({ counts }: { counts: Counts | null }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} role="list">
      {useAreas(counts).map(({ to, icon: Icon, name, note }) => (
        <Card key={to} withBorder padding="md" role="listitem">
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <Icon size={20} aria-hidden />
            <Stack gap={2}>
              <TextLink to={to} fw={600}>
                {name}
              </TextLink>
              <Text size="sm" c="dimmed">
                {note}
              </Text>
            </Stack>
          </Group>
        </Card>
      ))}
    </SimpleGrid>
  );
}

function System() {
  const { t } = useTranslation('admin');
  const { data, isError } = useQuery({ ...getHealthOptions(), refetchInterval: 60_000 });
  if (data === undefined && !isError) {
    return <Skeleton height={24} width={220} />;
  }
  return (
    <Group gap="xs">
      <HealthBadge well={data?.status === 'ok'} />
      <Text size="sm" c="dimmed">
        {data !== undefined && t('overview.version', { version: data.version })}
      </Text>
      <TextLink to="/admin/settings" size="sm">
        {t('overview.see_system')}
      </TextLink>
    </Group>
  );
}

export function OverviewPage() {
  const { t } = useTranslation(['admin', 'common']);
  const { counts, error, retry } = useCounts();
  return (
    <Page title={t('common:nav.admin')} description={t('overview.description')}>
      {error !== null && <ProblemAlert error={error} retry={retry} />}
      <Stack gap="sm" component="section" aria-labelledby="decisions-title">
        <Title order={2} size="h4" id="decisions-title">
          {t('overview.decisions')}
        </Title>
        {counts === null && error === null && <Skeleton height={70} />}
        {counts !== null && <Decisions counts={counts} />}
      </Stack>
      {counts !== null && <FirstSteps counts={counts} />}
      <Stack gap="sm" component="section" aria-labelledby="areas-title">
        <Title order={2} size="h4" id="areas-title">
          {t('overview.areas.title')}
        </Title>
        <Areas counts={counts} />
      </Stack>
      <Stack gap="sm" component="section" aria-labelledby="system-title">
        <Title order={2} size="h4" id="system-title">
          {t('health.title')}
        </Title>
        <System />
      </Stack>
    </Page>
  );
}
