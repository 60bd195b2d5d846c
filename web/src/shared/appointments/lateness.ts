/** How late somebody is, and for how long somebody has waited, by the clock given. */

import type { AppointmentRead } from '@/client';

const MINUTE_MS = 60_000;

function minutesSince(at: string, now: number): number {
  return Math.floor((now - Date.parse(at)) / MINUTE_MS);
}

/** Whole minutes since a visit should have begun without its patient; `null` where not late. */
export function minutesLate(
  { status, starts_at }: Pick<AppointmentRead, 'status' | 'starts_at'>,
  now: number,
): number | null {
  const minutes = minutesSince(starts_at, now);
  return status === 'confirmed' && minutes >= 1 ? minutes : null;
}

/** Whole minutes that a patient has been in the waiting room; `null` for those who are not there. */
export function minutesWaiting(
  { status, arrived_at }: Pick<AppointmentRead, 'status' | 'arrived_at'>,
  now: number,
): number | null {
  if (status !== 'checked_in' || arrived_at === null) {
    return null;
  }
  // The clocks of two machines differ by a little.
  return Math.max(0, minutesSince(arrived_at, now));
}
