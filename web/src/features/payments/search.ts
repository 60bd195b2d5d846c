/** What stands in the addresses of the pages about money. */

import { dayParam, textParam, type RawSearch } from '@/shared/tables/search';
import { addDays, visitorZone, type Day } from '@/shared/time/zones';

export interface DayEndSearch {
  /** Absent: the place of this desk. */
  place?: string;
  /** Absent: today there. */
  day?: Day;
}

export interface UnpaidSearch {
  /** Absent: all places. */
  place?: string;
  /** Absent: a month before the last day. */
  from?: Day;
  /** Absent: today. */
  to?: Day;
  /** The visit that is open. */
  visit?: string;
}

export function readDayEndSearch(raw: RawSearch): DayEndSearch {
  return { place: textParam(raw.place), day: dayParam(raw.day) };
}

export function readUnpaidSearch(raw: RawSearch): UnpaidSearch {
  return {
    place: textParam(raw.place),
    from: dayParam(raw.from),
    to: dayParam(raw.to),
    visit: textParam(raw.visit),
  };
}

const USUAL_DAYS = 30;

/** From the first to the last day; one that ends before it begins is the one day of its end. */
export function periodOf({ from, to }: UnpaidSearch, today: Day): { from: Day; to: Day } {
  const last = to ?? today;
  const first = from ?? addDays(last, -USUAL_DAYS);
  return { from: first > last ? last : first, to: last };
}

/** The clock whose days are meant: that of the places if they have one, else the visitor's. */
export function zoneOf(places: readonly { time_zone: string }[]): string {
  const [zone, ...others] = new Set(places.map(({ time_zone }) => time_zone));
  return zone !== undefined && others.length === 0 ? zone : visitorZone();
}
