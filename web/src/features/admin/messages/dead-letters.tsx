import { Code, Group, Stack, Text, Title } from '@mantine/core';
import { IconMailCheck, IconRefresh } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { DeadLetterRead } from '@/client';
import { listDeadLettersInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { BusyButton } from '@/shared/forms/busy-button';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING, rowsOf } from '@/shared/tables/paging';
import { useFormat } from '@/shared/time/use-format';
import { EmptyState } from '@/shared/ui/empty-state';

import { usePracticeZone } from '../kit/use-practice-zone';
import { DismissDialog } from './dismiss-dialog';
import { useDecisions } from './use-decisions';
import { useKind } from './use-kind';
import { LOOK_MS } from './use-queue';

function useColumns(): Column<DeadLetterRead>[] {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const kindOf = useKind();
  const zone = usePracticeZone();
  return [
    {
      key: 'kind',
      header: t('dead.what'),
      render: ({ kind, source }) => (
        <Stack gap={0} align="flex-start">
          {kindOf(kind) === null ? <Code>{kind}</Code> : <Text fw={600}>{kindOf(kind)}</Text>}
          <Text size="sm" c="dimmed">
            {t(`dead.source.${source}`)}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'recipient',
      header: t('dead.recipient'),
      render: ({ recipient_name: name }) => name ?? '–',
    },
    {
      key: 'attempts',
      header: t('dead.attempts'),
      end: true,
      render: ({ attempts }) => format.number(attempts),
    },
    {
      key: 'cause',
      header: t('dead.cause'),
      render: ({ cause }) => (cause === null ? '–' : <Code>{cause}</Code>),
    },
    {
      key: 'when',
      header: t('dead.when'),
      render: ({ dead_at: at }) =>
        t('at', { day: format.dayOf(at, zone), time: format.time(at, zone) }),
    },
  ];
}

/** What was given up after many attempts, and what to do with it. */
export function DeadLetters() {
  const { t } = useTranslation('messages');
  const kindOf = useKind();
  const query = useInfiniteQuery({
    ...listDeadLettersInfiniteOptions({ query: { count: true } }),
    ...PAGING,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
  });
  const { retry, busy } = useDecisions();
  const heading = useRef<HTMLHeadingElement>(null);
  const [dismissed, setDismissed] = useState<DeadLetterRead>();
  const nameOf = ({ kind, recipient_name: name }: DeadLetterRead) =>
    [kindOf(kind) ?? kind, name].filter((part) => part !== null).join(', ');
  return (
    <div>
      <Group justify="space-between" mb="sm" mih={36}>
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          {t('dead.title')}
        </Title>
        {rowsOf(query).length > 1 && (
          <BusyButton
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            busy={busy === 'all'}
            onClick={() => retry(null)}
          >
            {t('dead.retry_all')}
          </BusyButton>
        )}
      </Group>
      <PagedTable
        label={t('dead.title')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={(row) => (
          <>
            <BusyButton
              size="compact-sm"
              variant="subtle"
              busy={busy === row.id}
              aria-label={t('dead.retry_name', { name: nameOf(row) })}
              onClick={() => retry(row.id)}
            >
              {t('dead.retry')}
            </BusyButton>
            <BusyButton
              size="compact-sm"
              variant="subtle"
              color="gray"
              busy={false}
              aria-label={t('dead.dismiss_name', { name: nameOf(row) })}
              onClick={() => setDismissed(row)}
            >
              {t('dead.dismiss')}
            </BusyButton>
          </>
        )}
        empty={
          <EmptyState icon={IconMailCheck} title={t('dead.none')} hint={t('dead.none_hint')} />
        }
      />
      <DismissDialog
        letter={dismissed}
        nameOf={nameOf}
        onClose={() => setDismissed(undefined)}
        onGone={() => {
          // The button that opened it went with its row.
          requestAnimationFrame(() => {
            if (document.activeElement === document.body) {
              heading.current?.focus();
            }
          });
        }}
      />
    </div>
  );
}
