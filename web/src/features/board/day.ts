/** How the day of a place stands. Pure. */

import type { AppointmentRead, Status } from '@/client';
import { minutesLate, minutesWaiting } from '@/shared/appointments/lateness';

/** States in which the time is free for others again. */
const FREED: ReadonlySet<Status> = new Set([
  'cancelled',
  'declined',
  'expired',
  'entered_in_error',
]);
const GONE: ReadonlySet<Status> = new Set(['no_show', 'left_without_seen']);
/** Later than this, somebody may not come at all. */
const MISSING_AFTER = 15;

export type Group = 'expected' | 'waiting' | 'in' | 'done' | 'missing';
export const GROUPS: readonly Group[] = ['waiting', 'missing', 'expected', 'in', 'done'];

export function isOnBoard({ status }: Pick<AppointmentRead, 'status'>): boolean {
  return !FREED.has(status);
}

export function isOver({ status }: Pick<AppointmentRead, 'status'>): boolean {
  return GONE.has(status);
}

/** Where a visit of the board is counted. */
export function groupOf(visit: Pick<AppointmentRead, 'status' | 'starts_at'>, now: number): Group {
  switch (visit.status) {
    case 'checked_in':
      return 'waiting';
    case 'in_progress':
      return 'in';
    case 'completed':
      return 'done';
    case 'no_show':
    case 'left_without_seen':
      return 'missing';
    default:
      return (minutesLate(visit, now) ?? 0) >= MISSING_AFTER ? 'missing' : 'expected';
  }
}

export function inGroups(
  visits: readonly AppointmentRead[],
  now: number,
): Record<Group, AppointmentRead[]> {
  const groups: Record<Group, AppointmentRead[]> = {
    expected: [],
    waiting: [],
    in: [],
    done: [],
    missing: [],
  };
  for (const visit of visits) {
    groups[groupOf(visit, now)].push(visit);
  }
  // Who has waited longest is asked in first.
  groups.waiting.sort((one, other) => arrival(one) - arrival(other));
  return groups;
}

function arrival({ arrived_at, starts_at }: AppointmentRead): number {
  return Date.parse(arrived_at ?? starts_at);
}

/** The longest of the waits that go on now, in minutes; `null` when nobody waits. */
export function longestWait(visits: readonly AppointmentRead[], now: number): number | null {
  const waits = visits.map((visit) => minutesWaiting(visit, now)).filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}
