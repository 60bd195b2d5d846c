import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { rescheduleAppointment, type AppointmentRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { reloadVisits, showChanged } from '@/shared/appointments/cache';
import { MOVING } from '@/shared/appointments/moving';
import { keepFocusInGrid } from '@/shared/calendar/focus';
import { overrideBody, overridesOf, type OverrideBody } from '@/shared/overrides/overrides';
import { useFormat } from '@/shared/time/use-format';
import type { Instant } from '@/shared/time/zones';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import type { VisitList } from './use-calendar';
import { movedVisit } from './week';

export interface Move {
  visit: AppointmentRead;
  startsAt: Instant;
  locationId?: string;
  override?: OverrideBody;
}

async function send({ visit, startsAt, locationId, override }: Move): Promise<AppointmentRead> {
  const { data } = await rescheduleAppointment({
    path: { appointment_id: visit.id },
    headers: { 'if-match': `"${visit.version}"` },
    body: { starts_at: startsAt, location_id: locationId, ...override },
  });
  return data;
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

const STALE = 412;

/**
 * Moves a visit: shown at once, put back if the server refuses. What the practice may set aside is
 * kept as `refused`, for a dialog that asks for the reason.
 */
export function useMoveVisit(queryKey: readonly unknown[]) {
  const { t } = useTranslation(['calendar', 'common']);
  const client = useQueryClient();
  const format = useFormat();
  const textOf = useProblemText();
  const [refused, setRefused] = useState<{ move: Move; error: unknown } | null>(null);

  const put = (visit: AppointmentRead) => {
    client.setQueryData<VisitList>(queryKey, (list) =>
      list === undefined
        ? undefined
        : { ...list, items: list.items.map((item) => (item.id === visit.id ? visit : item)) },
    );
  };

  const tell = (error: unknown) => {
    notifyProblem(problemOf(error).status === STALE ? t('move.changed_elsewhere') : textOf(error));
    void reloadVisits(client);
  };

  const guess = async ({ visit, startsAt }: Move) => {
    // An answer that is under way would show the former time again.
    await client.cancelQueries({ queryKey });
    put(movedVisit(visit, startsAt));
  };

  const undoing = useMutation({
    mutationKey: MOVING,
    mutationFn: (back: Move) => sendBack(back, t('move.undo_reason')),
    onMutate: guess,
    onSuccess: (restored) => {
      showChanged(client, restored);
      notifyDone(t('move.undone', { patient: restored.patient_name }));
    },
    onError: (error, { visit }) => {
      put(visit);
      tell(error);
    },
    onSettled: (_restored, _error, { visit }) => keepFocusInGrid(visit.id),
  });

  const { mutate, isPending } = useMutation({
    mutationKey: MOVING,
    mutationFn: send,
    onMutate: guess,
    onSuccess: (changed, { visit }) => {
      setRefused(null);
      showChanged(client, changed);
      keepFocusInGrid(changed.id);
      const { starts_at: at, time_zone: zone, patient_name: patient } = changed;
      const when = { patient, day: format.dayOf(at, zone), time: format.time(at, zone) };
      notifyDone(
        changed.location_id === visit.location_id
          ? t('move.done', when)
          : t('move.done_elsewhere', { ...when, place: changed.location_name }),
        {
          label: t('common:action.undo'),
          run: () =>
            undoing.mutate({
              visit: changed,
              startsAt: visit.starts_at,
              locationId: visit.location_id,
            }),
        },
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
  const giveUp = () => {
    setRefused(null);
    keepFocusInGrid(refused?.move.visit.id);
  };
  return { move: mutate, isPending, refused, giveUp };
}
