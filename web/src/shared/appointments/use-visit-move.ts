import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { rescheduleAppointment, type AppointmentRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { reloadVisits, showChanged } from '@/shared/appointments/cache';
import { MOVING } from '@/shared/appointments/moving';
import { overrideBody, overridesOf, type OverrideBody } from '@/shared/overrides/overrides';
import type { Instant } from '@/shared/time/zones';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

const STALE = 412;

export interface Move {
  visit: AppointmentRead;
  startsAt: Instant;
  override?: OverrideBody;
}

interface Where {
  doctor_id?: string;
  location_id?: string;
}

/** Asks for another time of the visit as it was read; refused if somebody changed it since. */
export async function reschedule(
  { visit, startsAt, override }: Move,
  where: Where,
): Promise<AppointmentRead> {
  const { data } = await rescheduleAppointment({
    path: { appointment_id: visit.id },
    headers: { 'if-match': `"${visit.version}"` },
    body: { starts_at: startsAt, ...where, ...override },
  });
  return data;
}

/** What a page that moves visits says and does of its own. */
interface Ways<M extends Move> {
  /** Of the list that shows the visit. */
  queryKey: readonly unknown[];
  send: (move: M) => Promise<AppointmentRead>;
  /** The visit as it will look if the move is granted. */
  guess: (move: M) => AppointmentRead;
  wayBack: (changed: AppointmentRead, before: AppointmentRead) => M;
  keepFocus: (visitId: string) => void;
  words: {
    moved: (changed: AppointmentRead, before: AppointmentRead) => string;
    undone: (restored: AppointmentRead) => string;
    changedElsewhere: string;
    undoReason: string;
  };
}

/** A time that is not offered any more was once granted: going back there needs no new reason. */
async function sendBack<M extends Move>(
  move: M,
  send: Ways<M>['send'],
  reason: string,
): Promise<AppointmentRead> {
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

/** Shows a visit elsewhere before the server has answered, and what comes of it. */
function useGuess<M extends Move>({ queryKey, guess, words }: Ways<M>) {
  const client = useQueryClient();
  const textOf = useProblemText();
  const put = (visit: AppointmentRead) => {
    client.setQueryData<{ items: AppointmentRead[] }>(queryKey, (list) =>
      list === undefined
        ? undefined
        : { ...list, items: list.items.map((item) => (item.id === visit.id ? visit : item)) },
    );
  };
  return {
    put,
    begin: async (move: M) => {
      // An answer that is under way would show the former time again.
      await client.cancelQueries({ queryKey });
      put(guess(move));
    },
    tell: (error: unknown) => {
      notifyProblem(problemOf(error).status === STALE ? words.changedElsewhere : textOf(error));
      void reloadVisits(client);
    },
  };
}

/**
 * Moves a visit: shown at once, put back if the server refuses. What the practice may set aside is
 * kept as `refused`, for a dialog that asks for the reason.
 */
export function useVisitMove<M extends Move>(ways: Ways<M>) {
  const { send, wayBack, keepFocus, words } = ways;
  const { t } = useTranslation('common');
  const client = useQueryClient();
  const { put, begin, tell } = useGuess(ways);
  const [refused, setRefused] = useState<{ move: M; error: unknown } | null>(null);
  const undoing = useMutation({
    mutationKey: MOVING,
    mutationFn: (back: M) => sendBack(back, send, words.undoReason),
    onMutate: begin,
    onSuccess: (restored) => {
      showChanged(client, restored);
      notifyDone(words.undone(restored));
    },
    onError: (error, { visit }) => {
      put(visit);
      tell(error);
    },
    onSettled: (_restored, _error, { visit }) => keepFocus(visit.id),
  });
  const { mutate, isPending } = useMutation({
    mutationKey: MOVING,
    mutationFn: send,
    onMutate: begin,
    onSuccess: (changed, { visit }) => {
      setRefused(null);
      showChanged(client, changed);
      keepFocus(changed.id);
      notifyDone(words.moved(changed, visit), {
        label: t('action.undo'),
        run: () => undoing.mutate(wayBack(changed, visit)),
      });
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
    if (refused !== null) {
      keepFocus(refused.move.visit.id);
    }
  };
  return { move: mutate, isPending, refused, giveUp };
}
