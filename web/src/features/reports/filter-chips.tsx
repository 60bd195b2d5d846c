import { Button, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { doctorsOptions, placesOptions, visitTypesOptions } from '@/shared/desk/options';
import { readRowsSearch } from '@/shared/reports/search';
import { useReportFormat } from '@/shared/reports/use-report-format';
import { useReadSearch } from '@/shared/tables/use-read-search';
import { useFormat } from '@/shared/time/use-format';

import { filtersOf, type Filter } from './visit-filters';

function nameIn(
  rows: readonly { id: string; name?: string; full_name?: string }[] | undefined,
  id: string | undefined,
): string | undefined {
  const found = rows?.find((row) => row.id === id);
  return found?.name ?? found?.full_name;
}

/** What a filter of the address says, in words. */
function useFilterWords(): (name: Filter) => string {
  const { t } = useTranslation(['reports', 'common']);
  const [search] = useReadSearch(readRowsSearch);
  const format = useFormat();
  const { weekday, hour, currencyName } = useReportFormat();
  const places = useQuery(placesOptions).data;
  const doctors = useQuery(doctorsOptions).data;
  const types = useQuery(visitTypesOptions).data;
  return (name) => {
    switch (name) {
      case 'place':
        return nameIn(places, search.place) ?? t('rows.one_place');
      case 'doctor':
        return nameIn(doctors, search.doctor) ?? t('rows.one_doctor');
      case 'type':
        return nameIn(types, search.type) ?? t('rows.one_type');
      case 'specialty':
        return search.specialty ?? '';
      case 'status':
        return (search.status ?? []).map((status) => t(`common:status.${status}`)).join(', ');
      case 'late':
        return t('rows.late');
      case 'patients':
        return t(`rows.${search.patients ?? 'new'}`);
      case 'weekday':
        return search.weekday === undefined ? '' : weekday('long', search.weekday);
      case 'hour':
        return search.hour === undefined ? '' : t('rows.hour', { hour: hour(search.hour) });
      case 'on':
        return search.on === undefined ? '' : t('rows.on', { day: format.day(search.on) });
      case 'currency':
        return search.currency === undefined ? '' : currencyName(search.currency);
      case 'paid':
        return t('rows.paid');
    }
  };
}

/** What narrows the rows down, each of which can be taken away. */
export function FilterChips() {
  const { t } = useTranslation('reports');
  const [search, change] = useReadSearch(readRowsSearch);
  const wordsOf = useFilterWords();
  const chips = useRef<HTMLDivElement>(null);
  const filters = filtersOf(search);
  if (filters.length === 0) {
    return null;
  }
  return (
    <Group gap="xs" role="group" aria-label={t('rows.filters')} ref={chips} tabIndex={-1}>
      {filters.map((name) => (
        <Button
          key={name}
          size="compact-sm"
          variant="light"
          fw={500}
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={t('rows.remove', { filter: wordsOf(name) })}
          onClick={() => {
            change({ [name]: undefined });
            // The button goes; what is left of them, or the title of the page, takes its focus.
            (filters.length > 1 ? chips.current : document.querySelector('h1'))?.focus();
          }}
        >
          {wordsOf(name)}
        </Button>
      ))}
    </Group>
  );
}
