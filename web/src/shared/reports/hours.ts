/** The busiest hours as rows of a table: from the first hour in which anything begins to the last. Pure. */

import type { HourRead, Weekday } from '@/client';

import { WEEKDAYS } from './search';

export interface HourRow {
  hour: number;
  visits: Record<Weekday, number>;
}

export function hoursOf(busiest: readonly HourRead[]): HourRow[] {
  const hours = busiest.map(({ hour }) => hour);
  const [first, last] = [Math.min(...hours), Math.max(...hours)];
  const count = hours.length === 0 ? 0 : last - first + 1;
  return Array.from({ length: count }, (_, index) => {
    const hour = first + index;
    const at = (weekday: Weekday) =>
      busiest.find((each) => each.hour === hour && each.weekday === weekday)?.visits ?? 0;
    return {
      hour,
      visits: Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, at(weekday)])) as Record<
        Weekday,
        number
      >,
    };
  });
}
