/** What stands in the address of the pages of reports. Pure. */

import { readCompareSearch, type CompareSearch } from '@/shared/reports/compare-search';
import {
  readPeriodSearch,
  readReportSearch,
  type PeriodSearch,
  type ReportSearch,
} from '@/shared/reports/search';
import type { RawSearch } from '@/shared/tables/search';

export type OverviewSearch = ReportSearch & CompareSearch;
export type DoctorReportSearch = PeriodSearch & CompareSearch;

export function readOverviewSearch(raw: RawSearch): OverviewSearch {
  return { ...readReportSearch(raw), ...readCompareSearch(raw) };
}

export function readDoctorReportSearch(raw: RawSearch): DoctorReportSearch {
  return { ...readPeriodSearch(raw), ...readCompareSearch(raw) };
}
