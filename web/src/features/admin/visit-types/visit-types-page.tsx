import { Stack, Text } from '@mantine/core';
import { IconClipboardList, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { updateVisitType, type VisitTypeRead } from '@/client';
import { listVisitTypesInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { daysInWords, durationInWords } from '@/shared/forms/durations';
import { BesideButton, BesideLink } from '@/shared/tables/beside';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING } from '@/shared/tables/paging';
import { NEW } from '@/shared/tables/search';
import { useRefresh } from '@/shared/tables/use-refresh';
import { useSearchState } from '@/shared/tables/use-search-state';
import { useFormat } from '@/shared/time/use-format';
import { Page } from '@/shared/ui/page';

import { ActivationButton, ActiveBadge } from '../kit/activation';
import { EmptyList } from '../kit/empty-list';
import { NamedListFilters } from '../kit/named-list-filters';
import type { NamedListSearch } from '../kit/named-list-search';
import { useActivation } from '../kit/use-activation';
import { VisitTypeDrawer } from './visit-type-drawer';

function useColumns(): Column<VisitTypeRead>[] {
  const { t, i18n } = useTranslation(['admin', 'common']);
  const format = useFormat();
  const words = (minutes: number) => durationInWords(minutes, i18n.language);
  return [
    {
      key: 'name',
      header: t('list.name'),
      render: ({ id, name, modality, needs_approval: approval }) => (
        <Stack gap={0}>
          <BesideLink edit={id}>{name}</BesideLink>
          <Text size="sm" c="dimmed">
            {t(`common:modality.${modality}`)}
            {approval && ` · ${t('visit_types.by_approval')}`}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'length',
      header: t('visit_types.length'),
      render: ({ duration_minutes: minutes }) => words(minutes),
    },
    {
      key: 'ahead',
      header: t('visit_types.bookable'),
      render: ({ minimum_notice_minutes: notice, booking_horizon_days: days }) =>
        t('visit_types.from_to', {
          from: words(notice),
          to: daysInWords(days, i18n.language),
        }),
    },
    {
      key: 'cancel',
      header: t('visit_types.cancellable'),
      render: ({ cancellation_notice_minutes: notice }) =>
        notice === 0
          ? t('visit_types.until_begin')
          : t('visit_types.before', { notice: words(notice) }),
    },
    {
      key: 'fee',
      header: t('visit_types.fields.fee'),
      end: true,
      render: ({ fee }) => format.money(fee),
    },
    {
      key: 'active',
      header: t('list.in_use'),
      render: ({ active }) => <ActiveBadge active={active} />,
    },
  ];
}

export function VisitTypesPage() {
  const { t } = useTranslation(['admin', 'common']);
  const [{ q, inactive }] = useSearchState<NamedListSearch>();
  const refresh = useRefresh();
  const query = useInfiniteQuery({
    ...listVisitTypesInfiniteOptions({ query: { q, include_inactive: inactive, count: true } }),
    ...PAGING,
    placeholderData: keepPreviousData,
  });
  const activation = useActivation<VisitTypeRead>({
    change: async ({ id }, active, ifMatch) => {
      const { data } = await updateVisitType({
        path: { visit_type_id: id },
        body: { active },
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    nameOf: ({ name }) => name,
    refresh: () => refresh('listVisitTypes', 'getVisitType', 'listDoctorVisitTypes'),
  });
  return (
    <Page
      title={t('common:nav.visit_types')}
      description={t('visit_types.description')}
      actions={
        <BesideButton edit={NEW} leftSection={<IconPlus size={16} aria-hidden />}>
          {t('visit_types.add')}
        </BesideButton>
      }
    >
      <NamedListFilters />
      <PagedTable
        label={t('common:nav.visit_types')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={(row) => <ActivationButton row={row} name={row.name} activation={activation} />}
        empty={
          <EmptyList
            filtered={q !== undefined}
            icon={IconClipboardList}
            title={t('visit_types.none')}
            hint={t('visit_types.none_hint')}
          />
        }
      />
      <VisitTypeDrawer />
    </Page>
  );
}
