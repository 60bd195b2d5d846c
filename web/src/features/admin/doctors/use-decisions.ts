import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { approveDoctor, updateDoctor, type DoctorRead } from '@/client';
import { useRefresh } from '@/shared/tables/use-refresh';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

async function setActive(doctor: DoctorRead, active: boolean): Promise<DoctorRead> {
  const { data } = await updateDoctor({
    path: { doctor_id: doctor.id },
    body: { active },
    headers: { 'if-match': `"${doctor.version}"` },
  });
  return data;
}

interface Decisions {
  busy: string | null;
  approve: (doctor: DoctorRead) => void;
  decline: (doctor: DoctorRead) => void;
  /** Deactivate who is active, and the other way round. */
  toggle: (doctor: DoctorRead) => void;
}

/**
 * Who may be booked. An approval is told to the doctor at once and cannot be unsaid: the way back
 * from it is to deactivate. All else can be undone.
 */
export function useDecisions(): Decisions {
  const { t } = useTranslation(['admin', 'common']);
  const textOf = useProblemText();
  const refresh = useRefresh();
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (doctor: DoctorRead, step: () => Promise<void>) => {
    setBusy(doctor.id);
    try {
      await step();
    } catch (error) {
      notifyProblem(textOf(error));
    } finally {
      await refresh('listDoctors', 'getDoctor');
      setBusy(null);
    }
  };
  const switchTo = (doctor: DoctorRead, active: boolean): Promise<void> =>
    run(doctor, async () => {
      const changed = await setActive(doctor, active);
      const name = changed.full_name;
      if (active && !changed.active) {
        notifyProblem(t('doctors.account_closed', { name }));
        return;
      }
      const text = active
        ? t('activation.is_active', { name })
        : changed.approved
          ? t('activation.is_inactive', { name })
          : t('doctors.declined', { name });
      notifyDone(text, {
        label: t('common:action.undo'),
        run: () => void switchTo(changed, !active),
      });
    });
  return {
    busy,
    approve: (doctor) =>
      void run(doctor, async () => {
        const { data } = await approveDoctor({ path: { doctor_id: doctor.id } });
        notifyDone(t('doctors.approved', { name: data.full_name }), {
          label: t('activation.deactivate'),
          run: () => void switchTo(data, false),
        });
      }),
    decline: (doctor) => void switchTo(doctor, false),
    toggle: (doctor) => void switchTo(doctor, !doctor.active),
  };
}
