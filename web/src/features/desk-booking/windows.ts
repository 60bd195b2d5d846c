/** When to look for free times, from what the caller wants. Pure. */

import {
  addDays,
  daysFrom,
  instantOf,
  wallMinutes,
  type Day,
  type Instant,
} from '@/shared/time/zones';

import type { DayPart } from './search';

/** Both ends are days (`YYYY-MM-DD`) or instants, as the API takes either. */
export interface Window {
  from: string;
  to: string;
}

const NOON = '12:00';
const NOON_MINUTES = 12 * 60;
/** How far the next free time is looked for. */
const DAYS_AHEAD = 59;
/** So many days are asked for one by one when a part of the day is wanted. */
const DAYS_ONE_BY_ONE = 14;

function partOfDay(day: Day, part: DayPart, zone: string): Window {
  switch (part) {
    case 'any':
      return { from: day, to: day };
    case 'morning':
      return { from: day, to: instantOf(day, NOON, zone) };
    case 'afternoon':
      return { from: instantOf(day, NOON, zone), to: day };
  }
}

/**
 * The stretches to search, in order. "The first 30 mornings" of many doctors cannot be had from
 * "the first 30 times", so the part of each day is a stretch of its own.
 */
export function windowsOf(
  { day, part }: { day?: Day; part: DayPart },
  zone: string,
  today: Day,
): Window[] {
  if (day !== undefined) {
    return [partOfDay(day, part, zone)];
  }
  if (part === 'any') {
    return [{ from: today, to: addDays(today, DAYS_AHEAD) }];
  }
  return daysFrom(today, DAYS_ONE_BY_ONE).map((each) => partOfDay(each, part, zone));
}

/** Whether a time lies in the part of the day by the clock of its own place. */
export function isInPart(startsAt: Instant, part: DayPart, zone: string): boolean {
  const isMorning = wallMinutes(startsAt, zone) < NOON_MINUTES;
  return part === 'any' || isMorning === (part === 'morning');
}
