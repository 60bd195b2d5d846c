import { Stack, Text } from '@mantine/core';
import { IconBuildingHospital, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { updateLocation, type LocationRead } from '@/client';
import { listLocationsInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { localeOf } from '@/shared/time/format';
import { BesideButton, BesideLink } from '@/shared/tables/beside';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING } from '@/shared/tables/paging';
import { NEW } from '@/shared/tables/search';
import { useRefresh } from '@/shared/tables/use-refresh';
import { useSearchState } from '@/shared/tables/use-search-state';
import { TextLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';

import { ActivationButton, ActiveBadge } from '../kit/activation';
import { EmptyList } from '../kit/empty-list';
import { NamedListFilters } from '../kit/named-list-filters';
import type { NamedListSearch } from '../kit/named-list-search';
import { useActivation } from '../kit/use-activation';
import { LocationDrawer } from './location-drawer';

function Holidays({ location }: { location: LocationRead }) {
  const { t, i18n } = useTranslation('admin');
  const names = new Intl.DisplayNames(localeOf(i18n.language), { type: 'region' });
  const { country, subdivision } = location;
  const place = country === null ? t('locations.no_country') : (names.of(country) ?? country);
  return (
    <TextLink to="/admin/holidays" search={{ location: location.id }} size="sm">
      {subdivision === null ? place : `${place} (${subdivision})`}
    </TextLink>
  );
}

function useColumns(): Column<LocationRead>[] {
  const { t } = useTranslation('admin');
  return [
    {
      key: 'name',
      header: t('list.name'),
      render: ({ id, name, address }) => (
        <Stack gap={0}>
          <BesideLink edit={id}>{name}</BesideLink>
          <Text size="sm" c="dimmed">
            {address}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'zone',
      header: t('locations.time_zone'),
      render: ({ time_zone: zone }) => <span dir="ltr">{zone.replaceAll('_', ' ')}</span>,
    },
    {
      key: 'phone',
      header: t('locations.phone'),
      render: ({ phone }) => <span dir="ltr">{phone ?? '–'}</span>,
    },
    {
      key: 'holidays',
      header: t('locations.holidays'),
      render: (location) => <Holidays location={location} />,
    },
    {
      key: 'active',
      header: t('list.in_use'),
      render: ({ active }) => <ActiveBadge active={active} />,
    },
  ];
}

export function LocationsPage() {
  const { t } = useTranslation(['admin', 'common']);
  const [{ q, inactive }] = useSearchState<NamedListSearch>();
  const refresh = useRefresh();
  const query = useInfiniteQuery({
    ...listLocationsInfiniteOptions({ query: { q, include_inactive: inactive, count: true } }),
    ...PAGING,
    placeholderData: keepPreviousData,
  });
  const activation = useActivation<LocationRead>({
    change: async ({ id }, active, ifMatch) => {
      const { data } = await updateLocation({
        path: { location_id: id },
        body: { active },
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    nameOf: ({ name }) => name,
    refresh: () => refresh('listLocations', 'getLocation'),
  });
  const add = (
    <BesideButton edit={NEW} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('locations.add')}
    </BesideButton>
  );
  return (
    <Page title={t('common:nav.locations')} description={t('locations.description')} actions={add}>
      <NamedListFilters />
      <PagedTable
        label={t('common:nav.locations')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={(row) => <ActivationButton row={row} name={row.name} activation={activation} />}
        empty={
          <EmptyList
            filtered={q !== undefined}
            icon={IconBuildingHospital}
            title={t('locations.none')}
            hint={t('locations.none_hint')}
          />
        }
      />
      <LocationDrawer />
    </Page>
  );
}
