/** A doctor's day put in order: who is in, who is next, who comes, and what does not take place. */

import type { AppointmentRead, Status } from '@/client';
import { dayOf, type Day } from '@/shared/time/zones';

const NOT_TAKING_PLACE = new Set<Status>(['cancelled', 'declined', 'expired', 'entered_in_error']);
const COMING = new Set<Status>(['pending', 'confirmed']);
const OVER = new Set<Status>(['completed', 'no_show', 'left_without_seen']);

export interface DayCounts {
  coming: number;
  waiting: number;
  inside: number;
  over: number;
}

export interface OrderedDay {
  /** All that take, took or should have taken place, by start. */
  visits: AppointmentRead[];
  /** Cancelled and the like. */
  off: AppointmentRead[];
  inside: AppointmentRead[];
  next: AppointmentRead | null;
  counts: DayCounts;
}

function byStart(a: AppointmentRead, b: AppointmentRead): number {
  return Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.id.localeCompare(b.id);
}

/** Who has arrived goes before who has not; among the arrived the planned time decides. */
function nextOf(visits: readonly AppointmentRead[], now: number): AppointmentRead | null {
  const waiting = visits.find(({ status }) => status === 'checked_in');
  const coming = visits.find(
    ({ status, ends_at }) => status === 'confirmed' && Date.parse(ends_at) > now,
  );
  return waiting ?? coming ?? null;
}

export function orderDay(all: readonly AppointmentRead[], now: number): OrderedDay {
  const sorted = all.toSorted(byStart);
  const visits = sorted.filter(({ status }) => !NOT_TAKING_PLACE.has(status));
  const count = (is: (status: Status) => boolean) =>
    visits.filter(({ status }) => is(status)).length;
  return {
    visits,
    off: sorted.filter(({ status }) => NOT_TAKING_PLACE.has(status)),
    inside: visits.filter(({ status }) => status === 'in_progress'),
    next: nextOf(visits, now),
    counts: {
      coming: count((status) => COMING.has(status)),
      waiting: count((status) => status === 'checked_in'),
      inside: count((status) => status === 'in_progress'),
      over: count((status) => OVER.has(status)),
    },
  };
}

/** Those that begin on the day by the clock of their own place. */
export function onDay(visits: readonly AppointmentRead[], day: Day): AppointmentRead[] {
  return visits.filter(({ starts_at, time_zone }) => dayOf(starts_at, time_zone) === day);
}
