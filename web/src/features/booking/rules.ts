/** What a refusal means for whoever is booking, and until when they may change their mind. Pure. */

import { problemOf } from '@/shared/api/problem';
import type { Instant } from '@/shared/time/zones';

/** Why a time cannot be had; `null` for what is no fault of the time. */
export type Loss = 'taken' | 'patient_busy' | 'not_offered' | 'too_late' | 'no_new_patients';

const OF_CODE: Partial<Record<string, Loss>> = {
  'scheduling.slot_taken': 'taken',
  'scheduling.patient_busy': 'patient_busy',
  'scheduling.visit_type_not_offered': 'not_offered',
};

const OF_REASON: Partial<Record<string, Loss>> = {
  fully_booked: 'taken',
  resource_taken: 'taken',
  outside_notice: 'too_late',
  in_past: 'too_late',
  not_accepting_new_patients: 'no_new_patients',
};

export function lossOf(error: unknown): Loss | null {
  const { code, reason } = problemOf(error);
  if (code === 'scheduling.not_available') {
    return OF_REASON[String(reason)] ?? 'not_offered';
  }
  return OF_CODE[code] ?? null;
}

/** The same, from the causes that `explain` names. */
export function lossOfCauses(causes: readonly { code: string }[]): Loss {
  const known = causes.map(({ code }) => OF_REASON[code]).find((loss) => loss !== undefined);
  return known ?? 'not_offered';
}

/** Until when a patient may move or cancel; `null` when that is over already. */
export function changeableUntil(
  startsAt: Instant,
  noticeMinutes: number,
  now: number,
): Instant | null {
  const until = Date.parse(startsAt) - noticeMinutes * 60_000;
  return until > now ? new Date(until).toISOString() : null;
}

/** Whole minutes that are left, at least 0. */
export function minutesLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 60_000));
}
