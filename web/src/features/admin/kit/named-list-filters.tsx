import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { FilterSwitch, SearchField } from '@/shared/tables/filters';
import { useSearchState } from '@/shared/tables/use-search-state';

import type { NamedListSearch } from './named-list-search';

export function NamedListFilters({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('admin');
  const [search, change] = useSearchState<NamedListSearch>();
  return (
    <Group gap="sm" align="flex-end">
      <SearchField label={t('list.name')} value={search.q} onChange={(q) => change({ q })} />
      {children}
      <FilterSwitch
        label={t('list.with_inactive')}
        checked={search.inactive === true}
        onChange={(on) => change({ inactive: on ? true : undefined })}
      />
    </Group>
  );
}
