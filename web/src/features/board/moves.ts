/** What a move means before the server has answered. Pure. */

import type { AppointmentRead } from '@/client';
import { movedVisit } from '@/shared/appointments/moved';
import type { Instant } from '@/shared/time/zones';

import type { BoardMove } from './use-move';

export function isSameTime({ starts_at }: AppointmentRead, at: Instant): boolean {
  return Date.parse(starts_at) === Date.parse(at);
}

/** The visit as it will look if the move is granted. */
export function guessMoved({ visit, startsAt, doctor, room }: BoardMove): AppointmentRead {
  return {
    ...movedVisit(visit, startsAt),
    doctor_id: doctor?.id ?? visit.doctor_id,
    doctor_name: doctor?.name ?? visit.doctor_name,
    room_id: room?.id ?? visit.room_id,
    room_name: room?.name ?? visit.room_name,
  };
}
