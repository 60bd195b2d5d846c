import { useTranslation } from 'react-i18next';

import { updateAppointment, type AppointmentRead } from '@/client';
import { keepFocusOn } from '@/shared/appointments/focus';
import { reschedule, useVisitMove, type Move } from '@/shared/appointments/use-visit-move';
import { useFormat } from '@/shared/time/use-format';

import { focusGrid } from './focus-grid';
import { guessMoved, isSameTime } from './moves';

export interface BoardMove extends Move {
  doctor?: { id: string; name: string };
  room?: { id: string; name: string };
}

async function changeRoom(visit: AppointmentRead, roomId: string): Promise<AppointmentRead> {
  const { data } = await updateAppointment({
    path: { appointment_id: visit.id },
    headers: { 'if-match': `"${visit.version}"` },
    body: { room_id: roomId },
  });
  return data;
}

/** Time and doctor in one step; the room, which a new time chooses anew, in a second. */
async function send(move: BoardMove): Promise<AppointmentRead> {
  const { visit, startsAt, doctor, room } = move;
  const stays = isSameTime(visit, startsAt) && (doctor?.id ?? visit.doctor_id) === visit.doctor_id;
  const where = { doctor_id: doctor?.id, location_id: visit.location_id };
  const moved = stays ? visit : await reschedule(move, where);
  return room === undefined || moved.room_id === room.id ? moved : changeRoom(moved, room.id);
}

function wayBack(changed: AppointmentRead, before: AppointmentRead): BoardMove {
  const { room_id: room, room_name: name } = before;
  return {
    visit: changed,
    startsAt: before.starts_at,
    doctor: { id: before.doctor_id, name: before.doctor_name },
    room: room === null ? undefined : { id: room, name: name ?? '' },
  };
}

/** Moves a visit to another time, doctor or room. */
export function useMove(queryKey: readonly unknown[]) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  return useVisitMove<BoardMove>({
    queryKey,
    send,
    guess: guessMoved,
    wayBack,
    keepFocus: (visitId) => keepFocusOn(visitId, focusGrid),
    words: {
      moved: (changed) =>
        t(changed.room_name === null ? 'board.moved' : 'board.moved_room', {
          patient: changed.patient_name,
          time: format.time(changed.starts_at, changed.time_zone),
          doctor: changed.doctor_name,
          room: changed.room_name,
        }),
      undone: ({ patient_name: patient }) => t('board.move_undone', { patient }),
      changedElsewhere: t('board.changed_elsewhere'),
      undoReason: t('board.undo_reason'),
    },
  });
}
