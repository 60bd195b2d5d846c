/** What a move means before the server has answered. Pure. */

import type { AppointmentRead } from '@/client';
import type { Instant } from '@/shared/time/zones';

import type { Move } from './use-move';

export function isSameTime({ starts_at }: AppointmentRead, at: Instant): boolean {
  return Date.parse(starts_at) === Date.parse(at);
}

/** The visit as it will look if the move is granted. */
export function guessMoved({ visit, startsAt, doctor, room }: Move): AppointmentRead {
  const length = Date.parse(visit.ends_at) - Date.parse(visit.starts_at);
  return {
    ...visit,
    starts_at: startsAt,
    ends_at: new Date(Date.parse(startsAt) + length).toISOString(),
    doctor_id: doctor?.id ?? visit.doctor_id,
    doctor_name: doctor?.name ?? visit.doctor_name,
    room_id: room?.id ?? visit.room_id,
    room_name: room?.name ?? visit.room_name,
  };
}
