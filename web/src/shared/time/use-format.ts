import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Money } from '@/client';

import * as formats from './format';
import type { Day, Instant } from './zones';

/** The formats of `./format` in the reader's language. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(
    () => ({
      time: (at: Instant, zone: string) => formats.formatTime(at, zone, language),
      timeRange: (from: Instant, to: Instant, zone: string) =>
        formats.formatTimeRange(from, to, zone, language),
      day: (day: Day, style?: formats.DayStyle) => formats.formatDay(day, language, style),
      days: (from: Day, to: Day) => formats.formatDays(from, to, language),
      dayOf: (at: Instant, zone: string, style?: formats.DayStyle) =>
        formats.formatDayOf(at, zone, language, style),
      zone: (at: Instant, zone: string) => formats.zoneName(at, zone, language),
      zoneIfNeeded: (at: Instant, zone: string) => formats.zoneNameIfNeeded(at, zone, language),
      ago: (at: Instant, now: number) => formats.formatAgo(at, now, language),
      money: (money: Money) => formats.formatMoney(money, language),
      number: (value: number) => formats.formatNumber(value, language),
      minutes: (value: number) => formats.formatMinutes(value, language),
    }),
    [language],
  );
}
