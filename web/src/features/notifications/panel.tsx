import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { ButtonLink } from '@/shared/ui/link';
import { QueryProblem } from '@/shared/ui/query-problem';

import { Line } from './line';
import classes from './notifications.module.css';
import { useLatest, useMarkRead, useSeen } from './queries';

/** The latest lines, in the panel under the bell. */
export function Panel({ titleId, onLeave }: { titleId: string; onLeave: () => void }) {
  const { t } = useTranslation('notifications');
  const latest = useLatest();
  const markRead = useMarkRead();
  const isFresh = useSeen(latest.data?.items);
  const { items, unread = 0 } = latest.data ?? {};
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap" mih={30}>
        <Title order={2} size="h5" id={titleId} tabIndex={-1} data-autofocus>
          {t('title')}
        </Title>
        {unread > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={() => markRead.mutate(null)}>
            {t('read_all')}
          </Button>
        )}
      </Group>
      <QueryProblem query={latest} />
      {latest.isPending && <LinesSkeleton />}
      {items?.length === 0 && (
        <Text size="sm" c="dimmed" py="md">
          {t('none_hint')}
        </Text>
      )}
      {items !== undefined && items.length > 0 && (
        <div className={classes.scroll}>
          <ul className={classes.lines}>
            {items.map((line) => (
              <Line key={line.id} line={line} fresh={isFresh(line.id)} onFollow={onLeave} />
            ))}
          </ul>
        </div>
      )}
      <ButtonLink to="/notifications" variant="default" size="sm" onClick={onLeave}>
        {t('all')}
      </ButtonLink>
    </Stack>
  );
}

export function LinesSkeleton({ rows = 3 }: { rows?: number }) {
  return (
    <Stack gap="sm" aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={64} />
      ))}
    </Stack>
  );
}
