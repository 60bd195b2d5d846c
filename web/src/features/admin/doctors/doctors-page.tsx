import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { IconHourglass, IconPlus, IconStethoscope } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { DoctorRead } from '@/client';
import {
  listDoctorsInfiniteOptions,
  listSpecialtiesOptions,
} from '@/client/@tanstack/react-query.gen';
import { BesideButton, BesideLink } from '@/shared/tables/beside';
import { FilterSelect, SearchField } from '@/shared/tables/filters';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING } from '@/shared/tables/paging';
import { choiceParam, NEW } from '@/shared/tables/search';
import { useSearchState } from '@/shared/tables/use-search-state';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';

import { ActivationButton, ActiveBadge } from '../kit/activation';
import { EmptyList } from '../kit/empty-list';
import { DoctorDrawer } from './doctor-drawer';
import { PendingDoctors } from './pending-doctors';
import { STATUSES, type DoctorsSearch } from './search';
import { useDecisions } from './use-decisions';

function Standing({ doctor }: { doctor: DoctorRead }) {
  const { t } = useTranslation('admin');
  if (!doctor.active || doctor.approved) {
    return <ActiveBadge active={doctor.active} />;
  }
  return (
    <Badge
      color="yellow"
      variant="light"
      tt="none"
      fw={600}
      leftSection={<IconHourglass size={12} aria-hidden />}
    >
      {t('doctors.status.pending')}
    </Badge>
  );
}

function useColumns(): Column<DoctorRead>[] {
  const { t } = useTranslation(['admin', 'common']);
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('list.name'),
      render: ({ id, full_name: name, specialty }) => (
        <Stack gap={0}>
          <BesideLink edit={id}>{name}</BesideLink>
          <Text size="sm" c="dimmed">
            {specialty}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'licence',
      header: t('doctors.licence'),
      render: ({ licence_number: licence }) => <span dir="ltr">{licence}</span>,
    },
    {
      key: 'fee',
      header: t('doctors.fee'),
      end: true,
      render: ({ consultation_fee: fee }) => (fee === null ? '–' : format.money(fee)),
    },
    {
      key: 'standing',
      header: t('doctors.standing'),
      render: (doctor) => <Standing doctor={doctor} />,
    },
    {
      key: 'calendar',
      header: t('common:nav.calendar'),
      render: ({ id, full_name: name }) => (
        <TextLink
          to="/calendar"
          search={{ doctor: id } as never}
          size="sm"
          aria-label={t('doctors.calendar_name', { name })}
        >
          {t('common:nav.calendar')}
        </TextLink>
      ),
    },
  ];
}

function DoctorFilters() {
  const { t } = useTranslation('admin');
  const [search, change] = useSearchState<DoctorsSearch>();
  const { data } = useQuery(listSpecialtiesOptions());
  const specialties = data?.items.map(({ name }) => ({ value: name, label: name })) ?? [];
  return (
    <Group gap="sm" align="flex-end">
      <SearchField label={t('doctors.search')} value={search.q} onChange={(q) => change({ q })} />
      <FilterSelect
        label={t('doctors.specialty')}
        all={t('list.all')}
        data={specialties}
        value={search.specialty}
        onChange={(specialty) => change({ specialty })}
        searchable
      />
      <FilterSelect
        label={t('doctors.standing')}
        all={t('list.all')}
        data={STATUSES.map((status) => ({ value: status, label: t(`doctors.status.${status}`) }))}
        value={search.status}
        onChange={(status) => change({ status: choiceParam(status, STATUSES) })}
      />
    </Group>
  );
}

export function DoctorsPage() {
  const { t } = useTranslation(['admin', 'common']);
  const [{ q, specialty, status }] = useSearchState<DoctorsSearch>();
  const decisions = useDecisions();
  const query = useInfiniteQuery({
    ...listDoctorsInfiniteOptions({
      query: { q, specialty, status: status ?? 'all', count: true },
    }),
    ...PAGING,
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t('common:nav.doctors')}
      description={t('doctors.description')}
      actions={
        <BesideButton edit={NEW} leftSection={<IconPlus size={16} aria-hidden />}>
          {t('doctors.add')}
        </BesideButton>
      }
    >
      <PendingDoctors />
      <Title order={2} size="h4">
        {t('doctors.all')}
      </Title>
      <DoctorFilters />
      <PagedTable
        label={t('doctors.all')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={(doctor) => (
          <ActivationButton row={doctor} name={doctor.full_name} activation={decisions} />
        )}
        empty={
          <EmptyList
            filtered={q !== undefined || specialty !== undefined || status !== undefined}
            icon={IconStethoscope}
            title={t('doctors.none')}
            hint={t('doctors.none_hint')}
          />
        }
      />
      <DoctorDrawer />
    </Page>
  );
}
