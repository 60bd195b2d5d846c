/** What the address asks of the rows, as the API takes it, and as chips that can be taken away. Pure. */

import type { RowsSearch } from '@/shared/reports/search';

export function rowsQuery(search: RowsSearch) {
  const { from, to, place, specialty, doctor, type, status, late, patients } = search;
  const { weekday, hour, on, currency, paid } = search;
  return {
    from,
    to,
    location_id: place,
    specialty,
    doctor_id: doctor,
    visit_type_id: type,
    status,
    late_cancelled: late,
    patients,
    weekday,
    hour,
    on,
    currency,
    paid,
  };
}

/** Filters beside the period, in the order in which they are shown. */
export const FILTERS = [
  'place',
  'specialty',
  'doctor',
  'type',
  'status',
  'late',
  'patients',
  'weekday',
  'hour',
  'on',
  'currency',
  'paid',
] as const satisfies (keyof RowsSearch)[];
export type Filter = (typeof FILTERS)[number];

export function filtersOf(search: RowsSearch): Filter[] {
  return FILTERS.filter((name) => search[name] !== undefined);
}
