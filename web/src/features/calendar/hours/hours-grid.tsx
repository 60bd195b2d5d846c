import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { instantAt, minutesOfWall } from '@/shared/calendar/axis';
import { TimeGrid } from '@/shared/calendar/time-grid';
import type { Period, TimeGridColumn, TimeGridItem } from '@/shared/calendar/types';
import { useFormat } from '@/shared/time/use-format';

import type { CalendarPlaces } from '../use-calendar';
import { useWallRange } from '../wall';
import { dayOfWeekday, DRAWN_WEEK, isChanged, placeOf, ZONE, type DraftRule } from './hours';
import type { HoursDraft } from './use-hours-draft';

interface HoursGridProps {
  draft: HoursDraft;
  places: CalendarPlaces;
}

const COLORS = ['praxis', 'blue', 'grape', 'orange', 'green'] as const;
const SNAP_MINUTES = 15;

/** The hours as blocks that are drawn, moved, stretched and removed. */
export function HoursGrid({ draft, places }: HoursGridProps) {
  const { t } = useTranslation('calendar');
  const items = useRuleItems(draft.rules, places);
  const columns = useWeekdayColumns();
  const lengthOf = (key: string) => {
    const rule = draft.rules.find((one) => one.key === key);
    return rule === undefined ? 0 : minutesOfWall(rule.end_time) - minutesOfWall(rule.start_time);
  };
  return (
    <TimeGrid
      label={t('hours.grid')}
      columns={columns}
      items={items}
      range={RANGE}
      snapMinutes={SNAP_MINUTES}
      cellMinutes={60}
      hourHeight={44}
      minColumnWidth={64}
      height="min(46rem, calc(100dvh - 14rem))"
      onOpen={(item) => {
        draft.choose(item.id);
        focusRule(item.id);
      }}
      onMove={(item, { startsAt }) => {
        const endsAt = new Date(Date.parse(startsAt) + lengthOf(item.id) * 60_000).toISOString();
        draft.change(item.id, placeOf({ startsAt, endsAt }));
      }}
      onResize={(item, period: Period) => draft.change(item.id, placeOf(period))}
      onPick={(_, startsAt, endsAt) => draft.add(placeOf({ startsAt, endsAt }))}
      onRemove={(item) => draft.remove(item.id)}
    />
  );
}

/** From six to ten in the evening; hours outside widen it. */
const RANGE = [6 * 60, 22 * 60] as const;

/** The form of the hours in the list beside. */
export function focusRule(key: string): void {
  document.getElementById(ruleId(key))?.querySelector('input')?.focus();
}

export function ruleId(key: string): string {
  return `rule-${key}`;
}

function useWeekdayColumns(): TimeGridColumn[] {
  const format = useFormat();
  return useMemo(
    () =>
      DRAWN_WEEK.map((day) => ({
        id: day,
        day,
        zone: ZONE,
        title: format.day(day, 'weekday'),
        open: [
          {
            startsAt: instantAt({ day, zone: ZONE }, RANGE[0]),
            endsAt: instantAt({ day, zone: ZONE }, RANGE[1]),
          },
        ],
      })),
    [format],
  );
}

function useRuleItems(rules: readonly DraftRule[], places: CalendarPlaces): TimeGridItem[] {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  const wallRange = useWallRange();
  const order = [...new Set(rules.map(({ location_id }) => location_id))];
  return rules.map((rule) => {
    const day = dayOfWeekday(rule.weekday);
    const at = (time: string) => instantAt({ day, zone: ZONE }, minutesOfWall(time));
    const place = places.places.get(rule.location_id)?.name ?? '';
    const color = COLORS[order.indexOf(rule.location_id) % COLORS.length] ?? 'praxis';
    const terms = [
      rule.every_n_weeks > 1
        ? t('hours.every', { count: rule.every_n_weeks, number: format.number(rule.every_n_weeks) })
        : '',
      rule.visit_type_ids.length > 0 ? t('hours.some_types') : '',
      rule.valid_from === null ? '' : t('hours.since', { day: format.day(rule.valid_from) }),
      rule.valid_until === null ? '' : t('hours.until', { day: format.day(rule.valid_until) }),
      isChanged(rule) ? t('hours.changed') : '',
    ].filter((text) => text !== '');
    return {
      id: rule.key,
      columnId: day,
      startsAt: at(rule.start_time),
      endsAt: at(rule.end_time),
      title: place,
      time: wallRange(rule.start_time, rule.end_time),
      detail: terms.join(', ') || undefined,
      label: [
        format.day(day, 'weekday'),
        wallRange(rule.start_time, rule.end_time),
        place,
        ...terms,
      ].join(', '),
      color,
      kind: 'hours',
      movable: true,
      resizable: true,
    };
  });
}
