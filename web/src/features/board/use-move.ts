import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { rescheduleAppointment, updateAppointment, type AppointmentRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { reloadVisits, showChanged } from '@/shared/appointments/cache';
import { keepFocusOn } from '@/shared/appointments/focus';
import { MOVING } from '@/shared/appointments/moving';
import { overrideBody, overridesOf, type OverrideBody } from '@/shared/overrides/overrides';
import { useFormat } from '@/shared/time/use-format';
import type { Instant } from '@/shared/time/zones';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import { guessMoved, isSameTime } from './moves';
import type { VisitList } from './use-board';

export interface Move {
  visit: AppointmentRead;
  startsAt: Instant;
  doctor?: { id: string; name: string };
  room?: { id: string; name: string };
  override?: OverrideBody;
}

const STALE = 412;

async function reschedule({ visit, startsAt, doctor, override }: Move): Promise<AppointmentRead> {
  const { data } = await rescheduleAppointment({
    path: { appointment_id: visit.id },
    headers: { 'if-match': `"${visit.version}"` },
    body: {
      starts_at: startsAt,
      doctor_id: doctor?.id,
      location_id: visit.location_id,
      ...override,
    },
  });
  return data;
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
async function send(move: Move): Promise<AppointmentRead> {
  const { visit, startsAt, doctor, room } = move;
  const stays = isSameTime(visit, startsAt) && (doctor?.id ?? visit.doctor_id) === visit.doctor_id;
  const moved = stays ? visit : await reschedule(move);
  return room === undefined || moved.room_id === room.id ? moved : changeRoom(moved, room.id);
}

/** A time that is not offered any more was once granted: going back there needs no new reason. */
async function sendBack(move: Move, reason: string): Promise<AppointmentRead> {
  try {
    return await send(move);
  } catch (error) {
    const overrides = overridesOf(error);
    if (overrides.length === 0) {
      throw error;
    }
    return await send({ ...move, override: overrideBody(overrides, reason) });
  }
}

function wayBack(changed: AppointmentRead, before: AppointmentRead): Move {
  const { room_id: room, room_name: name } = before;
  return {
    visit: changed,
    startsAt: before.starts_at,
    doctor: { id: before.doctor_id, name: before.doctor_name },
    room: room === null ? undefined : { id: room, name: name ?? '' },
  };
}

/**
 * Moves a visit to another time, doctor or room: shown at once, put back if it is refused. What the
 * desk may set aside is kept as `refused`, for a dialog that asks for the reason.
 */
export function useMove(queryKey: readonly unknown[]) {
  const { t } = useTranslation(['desk', 'common']);
  const client = useQueryClient();
  const format = useFormat();
  const textOf = useProblemText();
  const [refused, setRefused] = useState<{ move: Move; error: unknown } | null>(null);

  const put = (visit: AppointmentRead) =>
    client.setQueryData<VisitList>(queryKey, (list) =>
      list === undefined
        ? undefined
        : { items: list.items.map((item) => (item.id === visit.id ? visit : item)) },
    );
  const tell = (error: unknown) => {
    notifyProblem(problemOf(error).status === STALE ? t('board.changed_elsewhere') : textOf(error));
    void reloadVisits(client);
  };
  const guess = async (move: Move) => {
    // An answer that is under way would show the former time again.
    await client.cancelQueries({ queryKey });
    put(guessMoved(move));
  };
  const undoing = useMutation({
    mutationKey: MOVING,
    mutationFn: (back: Move) => sendBack(back, t('board.undo_reason')),
    onMutate: guess,
    onSuccess: (restored) => {
      showChanged(client, restored);
      notifyDone(t('board.move_undone', { patient: restored.patient_name }));
    },
    onError: (error, { visit }) => {
      put(visit);
      tell(error);
    },
  });

  const { mutate, isPending } = useMutation({
    mutationKey: MOVING,
    mutationFn: send,
    onMutate: guess,
    onSuccess: (changed, { visit }) => {
      setRefused(null);
      showChanged(client, changed);
      keepFocusOn(changed.id);
      notifyDone(
        t(changed.room_name === null ? 'board.moved' : 'board.moved_room', {
          patient: changed.patient_name,
          time: format.time(changed.starts_at, changed.time_zone),
          doctor: changed.doctor_name,
          room: changed.room_name,
        }),
        { label: t('common:action.undo'), run: () => undoing.mutate(wayBack(changed, visit)) },
      );
    },
    onError: (error, move) => {
      put(move.visit);
      if (overridesOf(error).length > 0) {
        setRefused({ move, error });
      } else {
        setRefused(null);
        tell(error);
      }
    },
  });
  return { move: mutate, isPending, refused, giveUp: () => setRefused(null) };
}
