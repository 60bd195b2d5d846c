/** The weekly hours while they are being edited. Pure. */

import type { RuleRead, RuleWrite, Weekday } from '@/client';
import { minuteOf, wallTime } from '@/shared/calendar/axis';
import type { Period } from '@/shared/calendar/types';
import { addDays, daysFrom, mondayOf, type Day } from '@/shared/time/zones';

export const WEEKDAYS: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

/** Weekly hours have no date; they are drawn on a week whose clock never changes. */
export const ZONE = 'UTC';
export const DRAWN_WEEK: readonly Day[] = daysFrom('2001-01-01', 7);

export type Terms = Required<RuleWrite>;

export interface DraftRule extends Terms {
  key: string;
  /** What it was before; null if it is new. */
  origin: RuleRead | null;
}

export function termsOf(rule: Terms): Terms {
  const { location_id, weekday, start_time, end_time } = rule;
  const { valid_from, valid_until, every_n_weeks, visit_type_ids } = rule;
  return {
    location_id,
    weekday,
    start_time,
    end_time,
    valid_from,
    valid_until,
    every_n_weeks,
    visit_type_ids,
  };
}

export function isOver(rule: RuleRead, today: Day): boolean {
  return rule.valid_until !== null && rule.valid_until < today;
}

export function draftOf(rules: readonly RuleRead[], today: Day): DraftRule[] {
  return rules
    .filter((rule) => !isOver(rule, today))
    .map((rule) => ({ ...termsOf(rule), key: rule.id, origin: rule }));
}

export function isChanged(rule: DraftRule): boolean {
  return (
    rule.origin === null || JSON.stringify(termsOf(rule)) !== JSON.stringify(termsOf(rule.origin))
  );
}

export function hasChanges(rules: readonly RuleRead[], draft: readonly DraftRule[], today: Day) {
  return draft.some(isChanged) || draft.length !== draftOf(rules, today).length;
}

/** A row of the week to be sent, and which of the draft it comes from. */
export interface SentRule {
  key: string | null;
  terms: Terms;
}

/**
 * The whole new week. With `from`, what is changed or taken away holds until the day before, and
 * the new hours begin on that day.
 */
export function weekOf(
  rules: readonly RuleRead[],
  draft: readonly DraftRule[],
  today: Day,
  from: Day | null,
): SentRule[] {
  const over = rules.filter((rule) => isOver(rule, today)).map(unkeyed);
  if (from === null) {
    return [...over, ...draft.map((rule) => ({ key: rule.key, terms: termsOf(rule) }))];
  }
  const kept = new Set(draft.filter((rule) => !isChanged(rule)).map(({ key }) => key));
  const ending = rules
    .filter((rule) => !isOver(rule, today) && !kept.has(rule.id))
    .flatMap((rule) => endingBefore(rule, from));
  const now = draft.map((rule) => ({
    key: rule.key,
    terms: isChanged(rule) ? beginningOn(rule, from) : termsOf(rule),
  }));
  return [...over, ...ending, ...now];
}

function unkeyed(rule: RuleRead): SentRule {
  return { key: null, terms: termsOf(rule) };
}

function endingBefore(rule: RuleRead, from: Day): SentRule[] {
  if (rule.valid_from !== null && rule.valid_from >= from) {
    return [];
  }
  const eve = addDays(from, -1);
  const until = rule.valid_until !== null && rule.valid_until < eve ? rule.valid_until : eve;
  return [{ key: null, terms: { ...termsOf(rule), valid_until: until } }];
}

/** Hours of every second week keep their weeks: the count goes on from where it began. */
function beginningOn(rule: DraftRule, from: Day): Terms {
  const terms = termsOf(rule);
  if (rule.valid_from === null || rule.valid_from < from) {
    const anchor = rule.every_n_weeks > 1 ? rule.valid_from : null;
    terms.valid_from = anchor === null ? from : inStep(anchor, rule.every_n_weeks, from);
  }
  return terms;
}

function inStep(anchor: Day, everyWeeks: number, from: Day): Day {
  let monday = mondayOf(anchor);
  while (addDays(monday, 6) < from) {
    monday = addDays(monday, 7 * everyWeeks);
  }
  return monday < from ? from : monday;
}

/** Where a stretch of the drawn week lies. */
export function placeOf(period: Period): Pick<Terms, 'weekday' | 'start_time' | 'end_time'> {
  const day = period.startsAt.slice(0, 10);
  const index = Math.max(DRAWN_WEEK.indexOf(day), 0);
  const place = { day: DRAWN_WEEK[index] ?? day, zone: ZONE };
  return {
    weekday: WEEKDAYS[index] ?? 'monday',
    start_time: wallTime(minuteOf(place, period.startsAt)),
    end_time: wallTime(minuteOf(place, period.endsAt)),
  };
}

export function dayOfWeekday(weekday: Weekday): Day {
  return DRAWN_WEEK[WEEKDAYS.indexOf(weekday)] ?? '';
}

/** What the server says about one row, by the name of its field (`` for the row as a whole). */
export function errorsOf(
  fields: Record<string, string>,
  sent: readonly SentRule[],
  key: string,
): Record<string, string> {
  const index = sent.findIndex((rule) => rule.key === key);
  const prefix = `rules.${index}`;
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => index >= 0 && (name === prefix || name.startsWith(`${prefix}.`)))
      .map(([name, text]) => [name.slice(prefix.length + 1), text]),
  );
}
