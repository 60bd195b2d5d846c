import type { AppointmentRead } from '@/client';
import type { Instant } from '@/shared/time/zones';

/** The visit at another time, as long as before. Pure. */
export function movedVisit(visit: AppointmentRead, startsAt: Instant): AppointmentRead {
  const length = Date.parse(visit.ends_at) - Date.parse(visit.starts_at);
  const ends_at = new Date(Date.parse(startsAt) + length).toISOString();
  return { ...visit, starts_at: startsAt, ends_at };
}
