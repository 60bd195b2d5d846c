import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { writeMedicalRecord, type AppointmentRead } from '@/client';
import { showChanged } from '@/shared/appointments/cache';
import { takeStep, useChangeStatus } from '@/shared/appointments/use-change-status';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import type { Autosave } from './autosave';
import { recordOf, type Content } from './content';
import type { FinishPlan } from './finish';
import { reloadRecords } from './queries';

interface Finish {
  appointment: AppointmentRead;
  plan: FinishPlan;
  content: Content;
}

interface Finished {
  visit: AppointmentRead;
  /** Why the visit could not be completed although its record is written. */
  fault: unknown;
}

/** Writes the record and completes the visit in one go; the way back opens the visit again. */
export function useFinish(autosave: Autosave<Content>) {
  const { t } = useTranslation(['doctor', 'appointments']);
  const client = useQueryClient();
  const keyOf = useIdempotencyKey();
  const textOf = useProblemText();
  const reopening = useChangeStatus();

  const walk = async (from: AppointmentRead, steps: FinishPlan['after']) => {
    let visit = from;
    for (const to of steps) {
      visit = await takeStep({ appointment: visit, to });
      showChanged(client, visit);
    }
    return visit;
  };

  const finish = async ({ appointment, plan, content }: Finish): Promise<Finished> => {
    await autosave.pause();
    const there = await walk(appointment, plan.before);
    const body = { ...recordOf(content), appointment_id: appointment.id };
    await writeMedicalRecord({ body, headers: { 'Idempotency-Key': keyOf(body) } });
    try {
      return { visit: await walk(there, plan.after), fault: null };
    } catch (fault) {
      return { visit: there, fault };
    }
  };

  const tell = ({ visit, fault }: Finished) => {
    if (fault !== null) {
      notifyProblem(t('record.written_not_completed', { problem: textOf(fault) }));
      return;
    }
    const reason = t('appointments:undo_reason');
    notifyDone(
      t('record.finished', { patient: visit.patient_name }),
      visit.next_statuses.includes('in_progress')
        ? {
            label: t('appointments:step.reopen'),
            run: () => reopening.mutate({ appointment: visit, to: 'in_progress', reason }),
          }
        : undefined,
    );
  };

  return useMutation({
    mutationFn: finish,
    onSuccess: (finished) => {
      autosave.forget();
      tell(finished);
    },
    onError: () => autosave.resume(),
    onSettled: () => reloadRecords(client),
  });
}
