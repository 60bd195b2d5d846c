/** What stands in the address of the calendar. */

import { choiceParam, dayParam, textParam, type RawSearch } from '@/shared/tables/search';
import type { Day } from '@/shared/time/zones';

export const VIEWS = ['week', 'day'] as const;
export type View = (typeof VIEWS)[number];

/** The weekly hours in place of the visits; or a form beside them. */
export const PANELS = ['hours', 'leave', 'one-day'] as const;
export type Panel = (typeof PANELS)[number];

export interface CalendarSearch {
  /** Whose calendar; a doctor sees the own one. */
  doctor?: string;
  /** Absent: the week. */
  view?: View;
  /** Absent: today. */
  day?: Day;
  panel?: Panel;
  /** What a panel begins with: a day, and a part of it. */
  on?: Day;
  start?: string;
  end?: string;
  /** The visit that is open beside the calendar. */
  visit?: string;
}

function timeParam(raw: unknown): string | undefined {
  const text = textParam(raw);
  return text !== undefined && /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text) ? text : undefined;
}

export function readCalendarSearch(raw: RawSearch): CalendarSearch {
  return {
    doctor: textParam(raw.doctor),
    view: choiceParam(raw.view, VIEWS),
    day: dayParam(raw.day),
    panel: choiceParam(raw.panel, PANELS),
    on: dayParam(raw.on),
    start: timeParam(raw.start),
    end: timeParam(raw.end),
    visit: textParam(raw.visit),
  };
}

/** The day that a form begins with: the one asked for or on screen, if it is not over. */
export function firstDay({ on, day }: CalendarSearch, today: Day): Day {
  const wanted = on ?? day;
  return wanted === undefined || wanted < today ? today : wanted;
}
