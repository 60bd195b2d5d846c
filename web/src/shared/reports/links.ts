/** From a figure to the visits that it counts. Pure. */

import type { OverviewRead } from '@/client';
import type { ChartLink } from '@/shared/charts/types';

import { STATUSES, type CountedStatus, type ReportSearch, type RowsSearch } from './search';

/** The states that keep their time; the others free it for somebody else. */
export const CLAIMING: CountedStatus[] = STATUSES.filter(
  (status) => !['declined', 'expired', 'cancelled'].includes(status),
);

/** Only what is given stands in an address. */
function given<S extends object>(search: S): S {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as S;
}

export type RowsLink = (which?: Partial<RowsSearch>) => ChartLink;

/** For the figures of one report: its own days and filters, and what one figure has besides. */
export function rowsOf({ from, to }: OverviewRead['period'], filters: ReportSearch): RowsLink {
  const { place, specialty, doctor } = filters;
  return (which = {}) => ({
    to: '/reports/visits',
    search: given({ from, to, place, specialty, doctor, ...which }),
  });
}
