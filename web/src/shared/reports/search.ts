/** What stands in the address of a report, and of the rows behind one of its figures. Pure. */

import type { Status, Weekday } from '@/client';
import {
  choiceParam,
  dayParam,
  flagParam,
  textParam,
  type RawSearch,
} from '@/shared/tables/search';

export interface PeriodSearch {
  /** Both absent: the current month. */
  from?: string;
  to?: string;
}

export interface ReportSearch extends PeriodSearch {
  place?: string;
  specialty?: string;
  doctor?: string;
}

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly Weekday[];

export const PATIENTS = ['new', 'returning'] as const;

/** All but those entered in error, which no report counts. */
export const STATUSES = [
  'pending',
  'confirmed',
  'checked_in',
  'in_progress',
  'completed',
  'no_show',
  'left_without_seen',
  'cancelled',
  'declined',
  'expired',
] as const satisfies readonly Status[];
export type CountedStatus = (typeof STATUSES)[number];

/** Visits that were to take place: of these, the part that did not come. */
export const WERE_TO_TAKE_PLACE: CountedStatus[] = [
  'completed',
  'in_progress',
  'checked_in',
  'left_without_seen',
  'no_show',
];

export interface RowsSearch extends ReportSearch {
  type?: string;
  status?: CountedStatus[];
  late?: true;
  patients?: (typeof PATIENTS)[number];
  weekday?: Weekday;
  hour?: number;
  on?: string;
  currency?: string;
  /** Of whose fee something was paid. */
  paid?: true;
}

function numberParam(raw: unknown, least: number, most: number): number | undefined {
  const value = typeof raw === 'string' && raw !== '' ? Number(raw) : raw;
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
    ? value
    : undefined;
}

function statusesParam(raw: unknown): CountedStatus[] | undefined {
  const given: unknown[] = Array.isArray(raw) ? raw : [raw];
  const known = STATUSES.filter((status) => given.includes(status));
  return known.length === 0 ? undefined : known;
}

function currencyParam(raw: unknown): string | undefined {
  return typeof raw === 'string' && /^[A-Z]{3}$/.test(raw) ? raw : undefined;
}

export function readPeriodSearch(raw: RawSearch): PeriodSearch {
  return { from: dayParam(raw.from), to: dayParam(raw.to) };
}

export function readReportSearch(raw: RawSearch): ReportSearch {
  return {
    ...readPeriodSearch(raw),
    place: textParam(raw.place),
    specialty: textParam(raw.specialty),
    doctor: textParam(raw.doctor),
  };
}

export function readRowsSearch(raw: RawSearch): RowsSearch {
  return {
    ...readReportSearch(raw),
    type: textParam(raw.type),
    status: statusesParam(raw.status),
    late: flagParam(raw.late),
    patients: choiceParam(raw.patients, PATIENTS),
    weekday: choiceParam(raw.weekday, WEEKDAYS),
    hour: numberParam(raw.hour, 0, 23),
    on: dayParam(raw.on),
    currency: currencyParam(raw.currency),
    paid: flagParam(raw.paid),
  };
}
