/** Periods of reports: days from the first to the last, both within. Pure. */

import type { Day } from '@/shared/time/zones';

export interface Period {
  from: Day;
  to: Day;
}

export const PRESETS = [
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
] as const;
export type Preset = (typeof PRESETS)[number];

/** From the first day of a month on, so many months. */
function months(first: Temporal.PlainDate, count: number): Period {
  const from = first.with({ day: 1 });
  return {
    from: from.toString(),
    to: from.add({ months: count }).subtract({ days: 1 }).toString(),
  };
}

function quarterOf(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) });
}

export function periodOf(preset: Preset, today: Day): Period {
  const day = Temporal.PlainDate.from(today);
  switch (preset) {
    case 'this_month':
      return months(day, 1);
    case 'last_month':
      return months(day.with({ day: 1 }).subtract({ months: 1 }), 1);
    case 'this_quarter':
      return months(quarterOf(day), 3);
    case 'last_quarter':
      return months(quarterOf(day).subtract({ months: 3 }), 3);
    case 'this_year':
      return months(day.with({ month: 1, day: 1 }), 12);
    case 'last_year':
      return months(day.with({ month: 1, day: 1 }).subtract({ years: 1 }), 12);
  }
}

export function presetOf({ from, to }: Period, today: Day): Preset | null {
  const fits = (preset: Preset) => {
    const period = periodOf(preset, today);
    return period.from === from && period.to === to;
  };
  return PRESETS.find(fits) ?? null;
}

/** How many whole months a period has; 0 if it does not begin and end with one. */
function wholeMonths({ from, to }: Period): number {
  const [first, after] = [
    Temporal.PlainDate.from(from),
    Temporal.PlainDate.from(to).add({ days: 1 }),
  ];
  const { months: count } = first.until(after, { largestUnit: 'month' });
  return first.day === 1 && after.day === 1 ? count : 0;
}

/** The period of the same length before or after: months follow months, else days follow days. */
export function nextTo(period: Period, direction: 1 | -1): Period {
  const from = Temporal.PlainDate.from(period.from);
  const count = wholeMonths(period);
  if (count > 0) {
    return months(from.add({ months: direction * count }), count);
  }
  const to = Temporal.PlainDate.from(period.to);
  const days = direction * (from.until(to).days + 1);
  return { from: from.add({ days }).toString(), to: to.add({ days }).toString() };
}

/** The days of a month that lie in the period. */
export function monthWithin(month: string, period: Period): Period {
  const whole = months(Temporal.PlainDate.from(`${month}-01`), 1);
  return {
    from: whole.from > period.from ? whole.from : period.from,
    to: whole.to < period.to ? whole.to : period.to,
  };
}
