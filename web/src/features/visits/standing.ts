/** Where a visit stands for the patient: still to come, or over; and what there is to do. */

import type { AppointmentRead, Status } from '@/client';

const AHEAD: readonly Status[] = ['pending', 'confirmed'];
const UNDER_WAY: readonly Status[] = ['checked_in', 'in_progress'];
export const NOT_OVER: Status[] = [...AHEAD, ...UNDER_WAY];

const HOUR_MS = 3_600_000;
// A doctor who runs late is still with the patient; who forgot to say "done" the day before is not.
const LONGEST_WAIT_MS = 12 * HOUR_MS;
const REMIND_MS = 72 * HOUR_MS;

type Timed = Pick<AppointmentRead, 'status' | 'starts_at' | 'ends_at'>;

export function isUpcoming({ status, starts_at, ends_at }: Timed, now: number): boolean {
  if (UNDER_WAY.includes(status)) {
    return Date.parse(starts_at) + LONGEST_WAIT_MS > now;
  }
  return AHEAD.includes(status) && Date.parse(ends_at) > now;
}

/** Since when visits have to be asked for, to find all that are still to come or under way. */
export function upcomingSince(now: number): string {
  const hour = Math.floor((now - LONGEST_WAIT_MS) / HOUR_MS) * HOUR_MS;
  return new Date(hour).toISOString();
}

export type Todo = 'await_approval' | 'confirm' | 'confirmed_by_you' | 'arrive' | 'none';

/** What a card says below the visit. */
export function todoOf(
  visit: Timed & Pick<AppointmentRead, 'confirmed_by_patient_at'>,
  now: number,
): Todo {
  if (!isUpcoming(visit, now)) {
    return 'none';
  }
  if (visit.status === 'pending') {
    return 'await_approval';
  }
  if (visit.status !== 'confirmed') {
    return 'arrive';
  }
  if (visit.confirmed_by_patient_at !== null) {
    return 'confirmed_by_you';
  }
  return Date.parse(visit.starts_at) - now < REMIND_MS ? 'confirm' : 'none';
}

/** Whether the patient can still say that they will come. */
export function canConfirm(visit: Timed, now: number): boolean {
  return visit.status === 'confirmed' && Date.parse(visit.starts_at) > now;
}

/** Whether a visit moved to this time could not be moved or cancelled by the patient any more. */
export function isFinalAt(
  startsAt: string,
  visit: Pick<AppointmentRead, 'starts_at' | 'changeable_until'>,
  now: number,
): boolean {
  if (visit.changeable_until === null) {
    return true;
  }
  const notice = Date.parse(visit.starts_at) - Date.parse(visit.changeable_until);
  return Date.parse(startsAt) - notice < now;
}
