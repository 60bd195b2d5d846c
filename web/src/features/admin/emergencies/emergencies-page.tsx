import { Badge, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { EmergencyReviewRead } from '@/client';
import { listEmergenciesInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { BusyButton } from '@/shared/forms/busy-button';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING } from '@/shared/tables/paging';
import { useSearchState } from '@/shared/tables/use-search-state';
import { useFormat } from '@/shared/time/use-format';
import { EmptyState } from '@/shared/ui/empty-state';
import { Page } from '@/shared/ui/page';

import { usePracticeZone } from '../kit/use-practice-zone';
import { ReviewDialog } from './review-dialog';
import { SHOWN, type EmergenciesSearch } from './search';

function Standing({ row }: { row: EmergencyReviewRead }) {
  const { t } = useTranslation('emergencies');
  if (row.outcome !== null) {
    return (
      <Stack gap={0}>
        <Text size="sm">
          {t('review.by', { outcome: t(`outcome.${row.outcome}`), name: row.reviewed_by_name })}
        </Text>
        {row.note !== null && (
          <Text size="sm" c="dimmed">
            {row.note}
          </Text>
        )}
      </Stack>
    );
  }
  return (
    <Stack gap={4} align="flex-start">
      {row.overdue && (
        <Badge color="red.9" variant="filled">
          {t('list.overdue')}
        </Badge>
      )}
      {!row.overdue && row.can_review && <Text size="sm">{t('list.waits')}</Text>}
      {!row.can_review && <Text size="sm">{t('list.yours')}</Text>}
    </Stack>
  );
}

function useColumns(): Column<EmergencyReviewRead>[] {
  const { t } = useTranslation(['emergencies', 'common']);
  const format = useFormat();
  const zone = usePracticeZone();
  return [
    {
      key: 'who',
      header: t('list.who'),
      render: ({ opened_by_name: name }) => <Text fw={600}>{name}</Text>,
    },
    { key: 'patient', header: t('list.patient'), render: ({ patient_name: name }) => name },
    { key: 'reason', header: t('list.reason'), render: ({ reason }) => reason },
    {
      key: 'when',
      header: t('list.when'),
      render: ({ opened_at: at }) =>
        t('at', { day: format.dayOf(at, zone), time: format.time(at, zone) }),
    },
    { key: 'review', header: t('list.reviewed'), render: (row) => <Standing row={row} /> },
  ];
}

/** Whose records were opened in emergencies, and what administrators think of it. */
export function EmergenciesPage() {
  const { t } = useTranslation('emergencies');
  const [{ shown = 'open' }, change] = useSearchState<EmergenciesSearch>();
  const [reviewed, setReviewed] = useState<EmergencyReviewRead>();
  const query = useInfiniteQuery({
    ...listEmergenciesInfiniteOptions({
      query: { count: true, ...(shown === 'open' ? { reviewed: false } : {}) },
    }),
    ...PAGING,
    placeholderData: keepPreviousData,
  });
  return (
    <Page title={t('list.title')} description={t('list.description')}>
      <SegmentedControl
        aria-label={t('filter.label')}
        value={shown}
        style={{ alignSelf: 'flex-start' }}
        onChange={(next) => change({ shown: next === 'all' ? 'all' : undefined })}
        data={SHOWN.map((each) => ({ value: each, label: t(`filter.${each}`) }))}
      />
      <PagedTable
        label={t('list.title')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={(row) =>
          row.can_review && (
            <BusyButton
              size="compact-sm"
              variant="subtle"
              busy={false}
              aria-label={t('list.review_name', {
                name: row.opened_by_name,
                patient: row.patient_name,
              })}
              onClick={() => setReviewed(row)}
            >
              {t('list.review')}
            </BusyButton>
          )
        }
        empty={
          <EmptyState
            icon={IconShieldCheck}
            title={t(shown === 'open' ? 'empty' : 'empty_all')}
            hint={t('empty_hint')}
          />
        }
      />
      {reviewed !== undefined && (
        <ReviewDialog
          key={reviewed.id}
          emergency={reviewed}
          onClose={() => {
            setReviewed(undefined);
            // The button that opened it may have gone with its row.
            requestAnimationFrame(() => {
              if (document.activeElement === document.body) {
                document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
              }
            });
          }}
        />
      )}
    </Page>
  );
}
