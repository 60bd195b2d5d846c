import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { changeAppointmentStatus, type AppointmentRead, type Status } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import { reloadVisits, showChanged } from './cache';
import { keepFocusOn } from './focus';
import { stepOf, wayBack } from './steps';

export interface StatusStep {
  appointment: AppointmentRead;
  to: Status;
  reason?: string;
}

/** One step, as it stands in the API; `useChangeStatus` tells people about it. */
export async function takeStep({ appointment, to, reason }: StatusStep): Promise<AppointmentRead> {
  const { data } = await changeAppointmentStatus({
    path: { appointment_id: appointment.id },
    headers: { 'if-match': `"${appointment.version}"` },
    body: { status: to, reason: reason === '' ? undefined : reason },
  });
  return data;
}

/** Goes back through the states, one after the other, with a reason where one is needed. */
async function walkBack(
  changed: AppointmentRead,
  states: readonly Status[],
  reason: string,
): Promise<AppointmentRead> {
  let now = changed;
  for (const to of states) {
    const needed = now.reason_needed_for.includes(to);
    now = await takeStep({ appointment: now, to, reason: needed ? reason : undefined });
  }
  return now;
}

interface Options {
  onChanged?: (changed: AppointmentRead) => void;
  /** Where the focus goes if the visit left the page with its step. */
  focusNext?: () => HTMLElement | null;
}

/**
 * One step through the states: shown at once, told in a toast with a way back where the states
 * have one. Problems are told too; a dialog that wants to show them itself catches `mutateAsync`.
 */
export function useChangeStatus({ onChanged, focusNext }: Options = {}) {
  const { t } = useTranslation(['appointments', 'common']);
  const client = useQueryClient();
  const textOf = useProblemText();

  const tell = (error: unknown) => {
    if (problemOf(error).status === 412) {
      notifyProblem(t('changed_elsewhere'));
    } else {
      notifyProblem(textOf(error));
    }
    // Refused: then the visit is not what this page thinks it is.
    void reloadVisits(client);
  };

  const undo = async (changed: AppointmentRead, states: readonly Status[]) => {
    try {
      const restored = await walkBack(changed, states, t('undo_reason'));
      showChanged(client, restored);
      notifyDone(t('done.undone', { patient: restored.patient_name }));
    } catch (error) {
      tell(error);
    }
    keepFocusOn(changed.id, focusNext);
  };

  return useMutation({
    mutationFn: takeStep,
    onError: tell,
    onSuccess: (changed, { appointment, to }) => {
      showChanged(client, changed);
      const states = wayBack(appointment.status, to);
      notifyDone(
        t(`done.${stepOf(appointment.status, to).done}`, { patient: changed.patient_name }),
        states === null
          ? undefined
          : { label: t('common:action.undo'), run: () => void undo(changed, states) },
      );
      keepFocusOn(changed.id, focusNext);
      onChanged?.(changed);
    },
  });
}
