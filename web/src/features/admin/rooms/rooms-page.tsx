import { Badge, Group } from '@mantine/core';
import { IconDeviceHeartMonitor, IconDoor, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { updateResource, type ResourceRead } from '@/client';
import { listResourcesInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { BesideButton, BesideLink } from '@/shared/tables/beside';
import { FilterSelect, FilterSwitch } from '@/shared/tables/filters';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING } from '@/shared/tables/paging';
import { choiceParam, NEW } from '@/shared/tables/search';
import { useRefresh } from '@/shared/tables/use-refresh';
import { useSearchState } from '@/shared/tables/use-search-state';
import { Page } from '@/shared/ui/page';

import { ActivationButton, ActiveBadge } from '../kit/activation';
import { EmptyList } from '../kit/empty-list';
import { useActivation } from '../kit/use-activation';
import { choicesOf, useLocations } from '../kit/use-locations';
import { RoomDrawer } from './room-drawer';
import { KINDS, type RoomsSearch } from './search';

function useColumns(): Column<ResourceRead>[] {
  const { t } = useTranslation('admin');
  const locations = new Map(useLocations().map(({ id, name }) => [id, name]));
  return [
    {
      key: 'name',
      header: t('list.name'),
      render: ({ id, name }) => <BesideLink edit={id}>{name}</BesideLink>,
    },
    {
      key: 'kind',
      header: t('rooms.kind'),
      render: ({ kind }) => (
        <Group gap={6} wrap="nowrap">
          {kind === 'room' ? (
            <IconDoor size={16} aria-hidden />
          ) : (
            <IconDeviceHeartMonitor size={16} aria-hidden />
          )}
          {t(`rooms.kinds.${kind}`)}
        </Group>
      ),
    },
    {
      key: 'location',
      header: t('rooms.location'),
      render: ({ location_id: id }) => locations.get(id) ?? '–',
    },
    {
      key: 'tags',
      header: t('rooms.tags'),
      render: ({ tags }) => (
        <Group gap={4}>
          {tags.map((tag) => (
            <Badge key={tag} variant="default" tt="none" fw={500}>
              {tag}
            </Badge>
          ))}
        </Group>
      ),
    },
    {
      key: 'active',
      header: t('list.in_use'),
      render: ({ active }) => <ActiveBadge active={active} />,
    },
  ];
}

function RoomFilters() {
  const { t } = useTranslation('admin');
  const [search, change] = useSearchState<RoomsSearch>();
  return (
    <Group gap="sm" align="flex-end">
      <FilterSelect
        label={t('rooms.location')}
        all={t('list.all')}
        data={choicesOf(useLocations())}
        value={search.location}
        onChange={(location) => change({ location })}
      />
      <FilterSelect
        label={t('rooms.kind')}
        all={t('list.all')}
        data={KINDS.map((kind) => ({ value: kind, label: t(`rooms.kinds.${kind}`) }))}
        value={search.kind}
        onChange={(kind) => change({ kind: choiceParam(kind, KINDS) })}
      />
      <FilterSwitch
        label={t('list.with_inactive')}
        checked={search.inactive === true}
        onChange={(on) => change({ inactive: on ? true : undefined })}
      />
    </Group>
  );
}

export function RoomsPage() {
  const { t } = useTranslation(['admin', 'common']);
  const [{ location, kind, inactive }] = useSearchState<RoomsSearch>();
  const refresh = useRefresh();
  const query = useInfiniteQuery({
    ...listResourcesInfiniteOptions({
      query: { location_id: location, kind, include_inactive: inactive, count: true },
    }),
    ...PAGING,
    placeholderData: keepPreviousData,
  });
  const activation = useActivation<ResourceRead>({
    change: async ({ id }, active, ifMatch) => {
      const { data } = await updateResource({
        path: { resource_id: id },
        body: { active },
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    nameOf: ({ name }) => name,
    refresh: () => refresh('listResources', 'getResource'),
  });
  return (
    <Page
      title={t('common:nav.rooms')}
      description={t('rooms.description')}
      actions={
        <BesideButton edit={NEW} leftSection={<IconPlus size={16} aria-hidden />}>
          {t('rooms.add')}
        </BesideButton>
      }
    >
      <RoomFilters />
      <PagedTable
        label={t('common:nav.rooms')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={(row) => <ActivationButton row={row} name={row.name} activation={activation} />}
        empty={
          <EmptyList
            filtered={location !== undefined || kind !== undefined}
            icon={IconDoor}
            title={t('rooms.none')}
            hint={t('rooms.none_hint')}
          />
        }
      />
      <RoomDrawer />
    </Page>
  );
}
