import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Weekday } from '@/client';
import { formatMoney, localeOf } from '@/shared/time/format';

import type { Period } from './periods';
import { WEEKDAYS } from './search';

/** A Monday: the names of weekdays are read off the days from here on. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const HOUR_MINUTES = 60;
const FEW_HOURS = 10;

function utc(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function build(language: string) {
  const locale = localeOf(language);
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const [ofPercent, ofTenths] = [
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
    new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
  ];
  const span = date({ day: 'numeric', month: 'long', year: 'numeric' });
  const clock = date({ timeStyle: 'short' });
  const unit = (name: 'minute' | 'hour', digits: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits: digits });
  const [inMinutes, inFewHours, inHours] = [unit('minute', 0), unit('hour', 1), unit('hour', 0)];
  const weekday = (style: 'long' | 'short', name: Weekday) =>
    date({ weekday: style }).format(MONDAY + WEEKDAYS.indexOf(name) * DAY_MS);
  const monthName = date({ month: 'long', year: 'numeric' });
  const currencies = new Intl.DisplayNames(locale, { type: 'currency' });
  return {
    percent: (ratio: number) => ofPercent.format(ratio),
    /** With one digit after the mark at most. */
    tenths: (value: number) => ofTenths.format(value),
    /** "45 min", "7.5 hr", "52 hr": as exactly as one wants to know. */
    length: (minutes: number) => {
      const hours = minutes / HOUR_MINUTES;
      if (hours < 1) {
        return inMinutes.format(minutes);
      }
      return (hours < FEW_HOURS ? inFewHours : inHours).format(hours);
    },
    weekday,
    /** The hour of a clock, "09:00". */
    hour: (hour: number) => clock.format(hour * HOUR_MS),
    month: (first: string) => monthName.format(utc(first)),
    shortMonth: (first: string) => date({ month: 'short' }).format(utc(first)),
    dayOfMonth: (day: string) => date({ day: 'numeric' }).format(utc(day)),
    period: ({ from, to }: Period) => span.formatRange(utc(from), utc(to)),
    currencyName: (currency: string) => currencies.of(currency) ?? currency,
    money: (amount: string, currency: string) => formatMoney({ amount, currency }, language),
  };
}

export type ReportFormat = ReturnType<typeof build>;

/** What only reports show: shares, lengths of time, months, hours. */
export function useReportFormat(): ReportFormat {
  const { i18n } = useTranslation();
  return useMemo(() => build(i18n.language), [i18n.language]);
}
