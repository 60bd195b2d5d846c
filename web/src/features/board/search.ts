/** What stands in the address of the day board. */

import { choiceParam, dayParam, textParam, type RawSearch } from '@/shared/tables/search';

export const VIEWS = ['doctors', 'rooms', 'both', 'list'] as const;
export type View = (typeof VIEWS)[number];

export interface BoardSearch {
  /** Absent: the place of this desk. */
  place?: string;
  /** Absent: today there. */
  day?: string;
  view?: View;
  /** The visit that is open. */
  visit?: string;
  /** A visit is being booked at this instant … */
  at?: string;
  /** … with this doctor, or in this room. */
  with?: string;
  room?: string;
}

function instantParam(raw: unknown): string | undefined {
  try {
    return typeof raw === 'string' ? Temporal.Instant.from(raw).toString() : undefined;
  } catch {
    return undefined;
  }
}

export function readBoardSearch(raw: RawSearch): BoardSearch {
  return {
    place: textParam(raw.place),
    day: dayParam(raw.day),
    view: choiceParam(raw.view, VIEWS),
    visit: textParam(raw.visit),
    at: instantParam(raw.at),
    with: textParam(raw.with),
    room: textParam(raw.room),
  };
}
