/** Visits awaiting approval: in which order, until when, and what stands beside them. Pure. */

import type { AppointmentRead, Status } from '@/client';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SOON_MS = 6 * HOUR_MS;
/** From here on days say enough. */
const IN_DAYS_FROM = 48;

const STANDING = new Set<Status>([
  'pending',
  'confirmed',
  'checked_in',
  'in_progress',
  'completed',
]);

function instant(at: string | null): number {
  return at === null ? Number.POSITIVE_INFINITY : Date.parse(at);
}

/** What still waits, first what runs out first; of those, the visit that comes first. */
export function inOrder(visits: readonly AppointmentRead[], now: number): AppointmentRead[] {
  return visits
    .filter(({ status, expires_at }) => status === 'pending' && instant(expires_at) > now)
    .toSorted(
      (a, b) =>
        instant(a.expires_at) - instant(b.expires_at) ||
        instant(a.starts_at) - instant(b.starts_at) ||
        a.id.localeCompare(b.id),
    );
}

export interface TimeLeft {
  value: number;
  unit: 'minute' | 'hour' | 'day';
  soon: boolean;
}

/** Until a request runs out, rounded down: nobody is promised more than there is. */
export function timeLeft(expiresAt: string, now: number): TimeLeft {
  const left = Math.max(0, Date.parse(expiresAt) - now);
  const soon = left < SOON_MS;
  if (left < HOUR_MS) {
    return { value: Math.floor(left / MINUTE_MS), unit: 'minute', soon };
  }
  const hours = Math.floor(left / HOUR_MS);
  return hours < IN_DAYS_FROM
    ? { value: hours, unit: 'hour', soon }
    : { value: Math.floor(hours / 24), unit: 'day', soon };
}

export interface Around {
  before: AppointmentRead | null;
  meanwhile: AppointmentRead[];
  after: AppointmentRead | null;
}

/** What else the doctor has: the visit before, those at the same time, and the one after. */
export function around(request: AppointmentRead, day: readonly AppointmentRead[]): Around {
  const others = day
    .filter(({ id, status }) => id !== request.id && STANDING.has(status))
    .toSorted((a, b) => instant(a.starts_at) - instant(b.starts_at));
  const start = instant(request.starts_at);
  const end = instant(request.ends_at);
  return {
    before: others.findLast((other) => instant(other.ends_at) <= start) ?? null,
    meanwhile: others.filter(
      (other) => instant(other.starts_at) < end && instant(other.ends_at) > start,
    ),
    after: others.find((other) => instant(other.starts_at) >= end) ?? null,
  };
}

export interface DoctorChoice {
  id: string;
  name: string;
}

/** The doctors who have requests, by name. */
export function doctorsOf(visits: readonly AppointmentRead[]): DoctorChoice[] {
  const names = new Map(visits.map(({ doctor_id, doctor_name }) => [doctor_id, doctor_name]));
  return [...names]
    .map(([id, name]) => ({ id, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
