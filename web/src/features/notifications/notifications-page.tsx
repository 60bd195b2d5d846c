import { Paper, Stack } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { ShowMore } from '@/shared/tables/paged-table';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { QueryProblem } from '@/shared/ui/query-problem';

import { Line } from './line';
import classes from './notifications.module.css';
import { LinesSkeleton } from './panel';
import { useAll, useSeen } from './queries';

/** All that was told, the newest first. */
export function NotificationsPage() {
  const { t } = useTranslation('notifications');
  const all = useAll();
  const { data } = all;
  const lines = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  const isFresh = useSeen(lines);
  return (
    <Page
      title={t('title')}
      width="reading"
      actions={
        <ButtonLink to="/profile" hash="messages" variant="default">
          {t('preferences')}
        </ButtonLink>
      }
    >
      <QueryProblem query={all} />
      {all.isPending && <LinesSkeleton rows={5} />}
      {lines?.length === 0 && (
        <EmptyState icon={IconBell} title={t('none')} hint={t('none_hint')} />
      )}
      {lines !== undefined && lines.length > 0 && (
        <Stack gap="sm">
          <Paper withBorder p="xs">
            <ul className={classes.lines}>
              {lines.map((line) => (
                <Line key={line.id} line={line} fresh={isFresh(line.id)} />
              ))}
            </ul>
          </Paper>
          <ShowMore query={all} shown={lines.length} />
        </Stack>
      )}
    </Page>
  );
}
