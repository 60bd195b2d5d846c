/** The vertical axis of a column: the clock on the wall of its place, in minutes from midnight. */

import {
  addDays,
  dayOf,
  instantOf,
  startOfDay,
  wallMinutes,
  type Day,
  type Instant,
} from '@/shared/time/zones';

import type { Period } from './types';

export const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;

export interface Place {
  day: Day;
  zone: string;
}

/** A stretch of a column in minutes from midnight. */
export interface Extent {
  from: number;
  to: number;
}

interface Midnights {
  start: number;
  end: number;
  /** No change of the clocks: minutes can be counted without asking the calendar. */
  even: boolean;
}

const known = new Map<string, Midnights>();

function midnightsOf({ day, zone }: Place): Midnights {
  const key = `${day} ${zone}`;
  let midnights = known.get(key);
  if (midnights === undefined) {
    const start = Date.parse(startOfDay(day, zone));
    const end = Date.parse(startOfDay(addDays(day, 1), zone));
    midnights = { start, end, even: end - start === DAY_MINUTES * MINUTE_MS };
    known.set(key, midnights);
  }
  return midnights;
}

/** Where an instant stands on the column; what lies before or after its day, at the edge. */
export function minuteOf(place: Place, instant: Instant): number {
  const { start, end, even } = midnightsOf(place);
  const at = Date.parse(instant);
  if (at <= start) {
    return 0;
  }
  if (at >= end) {
    return DAY_MINUTES;
  }
  return even ? (at - start) / MINUTE_MS : wallMinutes(instant, place.zone);
}

/**
 * The stretch that a period covers. Over a repeated hour the clock may show the end before the
 * start: the stretch then has the real length.
 */
export function extentOf(place: Place, { startsAt, endsAt }: Period): Extent {
  const from = minuteOf(place, startsAt);
  const to = minuteOf(place, endsAt);
  if (to > from) {
    return { from, to };
  }
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / MINUTE_MS;
  return { from, to: Math.min(from + Math.max(minutes, 0), DAY_MINUTES) };
}

/** The instant of a minute of the column; a skipped one moves forward, of a repeated one the first. */
export function instantAt(place: Place, minute: number): Instant {
  const { start, end, even } = midnightsOf(place);
  if (minute >= DAY_MINUTES) {
    return new Date(end).toISOString();
  }
  if (even) {
    return new Date(start + minute * MINUTE_MS).toISOString();
  }
  return instantOf(place.day, wallTime(minute), place.zone);
}

/** `HH:MM` of a minute; the end of the day is `24:00`. */
export function wallTime(minute: number): string {
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

export function minutesOfWall(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** The minute of the column where the clock stands now, or null on other days. */
export function nowMinute(place: Place, now: Instant): number | null {
  return dayOf(now, place.zone) === place.day ? minuteOf(place, now) : null;
}

/** When the column first opens, or null if it stays closed. */
export function openStart(place: Place, open: readonly Period[]): number | null {
  return open.length === 0 ? null : Math.min(...open.map((period) => extentOf(place, period).from));
}
