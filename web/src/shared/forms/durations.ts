/** Lengths of time: minutes for the API, hours and days for people. */

import { localeOf } from '@/shared/time/format';

export const UNITS = ['minute', 'hour', 'day'] as const;
export type Unit = (typeof UNITS)[number];

export const MINUTES: Record<Unit, number> = { minute: 1, hour: 60, day: 24 * 60 };

/** The largest unit that takes the length without a rest. */
export function unitOf(minutes: number): Unit {
  if (minutes === 0) {
    return 'minute';
  }
  return minutes % MINUTES.day === 0 ? 'day' : minutes % MINUTES.hour === 0 ? 'hour' : 'minute';
}

/** "1 day 2 hours", in the reader's language. From two days on a rest of hours stays in sight too. */
export function durationInWords(minutes: number, language: string): string {
  const locale = localeOf(language);
  const days = Math.floor(minutes / MINUTES.day);
  // "24 hours" is how people speak of notice; "1 day" could mean the day before.
  const parts: [number, Unit][] =
    days < 2
      ? [
          [Math.floor(minutes / MINUTES.hour), 'hour'],
          [minutes % MINUTES.hour, 'minute'],
        ]
      : [
          [days, 'day'],
          [Math.floor((minutes % MINUTES.day) / MINUTES.hour), 'hour'],
          [minutes % MINUTES.hour, 'minute'],
        ];
  const shown = parts.filter(([count]) => count > 0);
  return (shown.length === 0 ? [[0, 'minute'] as const] : shown)
    .map(([count, unit]) => countOf(count, unit, locale))
    .join(' ');
}

export function daysInWords(days: number, language: string): string {
  return countOf(days, 'day', localeOf(language));
}

function countOf(count: number, unit: Unit, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** "hours" for the choice beside a number. */
export function unitName(unit: Unit, language: string): string {
  const parts = new Intl.NumberFormat(localeOf(language), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).formatToParts(2);
  return parts.find(({ type }) => type === 'unit')?.value ?? unit;
}
