/** Dates, times and money in the reader's language, times in the zone of the place. */

import type { Money } from '@/client';

import { clocksDiffer, type Day, type Instant } from './zones';

/** Where it is not the one that the language alone stands for: English here has 24 hours. */
const LOCALES: Record<string, string> = { en: 'en-GB', 'ar-XB': 'ar' };

export function localeOf(language: string): string {
  return LOCALES[language] ?? language;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (known === undefined) {
    known = new Intl.DateTimeFormat(localeOf(language), options);
    formats.set(key, known);
  }
  return known;
}

export function formatTime(instant: Instant, zone: string, language: string): string {
  return format(language, { timeZone: zone, timeStyle: 'short' }).format(new Date(instant));
}

export function formatTimeRange(
  from: Instant,
  to: Instant,
  zone: string,
  language: string,
): string {
  return format(language, { timeZone: zone, timeStyle: 'short' }).formatRange(
    new Date(from),
    new Date(to),
  );
}

export type DayStyle = 'short' | 'long' | 'weekday' | 'numeric' | 'date';

const DAY_STYLES: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'short' },
  numeric: { day: 'numeric', month: 'short', year: 'numeric' },
  date: { day: 'numeric', month: 'short' },
};

/** A day without a time (`YYYY-MM-DD`). */
export function formatDay(day: Day, language: string, style: DayStyle = 'short'): string {
  return format(language, { ...DAY_STYLES[style], timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** Some days in a row, such as "21–27 Nov". */
export function formatDays(from: Day, to: Day, language: string): string {
  return format(language, { ...DAY_STYLES.date, timeZone: 'UTC' }).formatRange(
    new Date(`${from}T00:00:00Z`),
    new Date(`${to}T00:00:00Z`),
  );
}

/** The day of an instant in the zone of the place. */
export function formatDayOf(
  instant: Instant,
  zone: string,
  language: string,
  style: DayStyle = 'short',
): string {
  return format(language, { ...DAY_STYLES[style], timeZone: zone }).format(new Date(instant));
}

/** The name of the zone at that instant, such as `GMT+6`. */
export function zoneName(instant: Instant, zone: string, language: string): string {
  const parts = format(language, {
    timeZone: zone,
    hour: 'numeric',
    timeZoneName: 'short',
  }).formatToParts(new Date(instant));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** The name of the zone where it could be doubted, else `null`. */
export function zoneNameIfNeeded(instant: Instant, zone: string, language: string): string | null {
  return clocksDiffer(instant, zone) ? zoneName(instant, zone, language) : null;
}

const MINUTE_MS = 60_000;
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number, number])[] = [
  ['minute', MINUTE_MS, 60],
  ['hour', 60 * MINUTE_MS, 24],
  ['day', 24 * 60 * MINUTE_MS, 7],
];

/** "2 hours ago"; what is older than a week has its date, by the reader's own clock. */
export function formatAgo(instant: Instant, now: number, language: string): string {
  const past = Math.max(0, now - Date.parse(instant));
  const relative = new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' });
  if (past < MINUTE_MS) {
    return relative.format(0, 'second');
  }
  const step = STEPS.find(([, length, most]) => past < length * most);
  return step === undefined
    ? format(language, DAY_STYLES.numeric).format(new Date(instant))
    : relative.format(-Math.floor(past / step[1]), step[0]);
}

export function formatMoney(money: Money, language: string): string {
  return new Intl.NumberFormat(localeOf(language), {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
  }).format(money.amount as unknown as Intl.StringNumericLiteral);
}

export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(localeOf(language)).format(value);
}

export function formatMinutes(minutes: number, language: string): string {
  return new Intl.NumberFormat(localeOf(language), {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'short',
  }).format(minutes);
}
