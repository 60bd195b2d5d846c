import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { deactivatePatient, getPatient, updatePatient, type PatientRead } from '@/client';
import { getPatientQueryKey } from '@/client/@tanstack/react-query.gen';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

async function activate(patient: PatientRead, active: boolean): Promise<PatientRead> {
  const path = { patient_id: patient.id };
  const headers = { 'if-match': `"${patient.version}"` };
  if (active) {
    const { data } = await updatePatient({ path, headers, body: { active } });
    return data;
  }
  await deactivatePatient({ path, headers });
  // The answer is empty; the version that a way back needs is not.
  const { data } = await getPatient({ path });
  return data;
}

/** Takes a patient out of the searches and back in; each is the way back of the other. */
export function useActivation(patient: PatientRead) {
  const { t } = useTranslation(['desk', 'common']);
  const client = useQueryClient();
  const textOf = useProblemText();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ from, active }: { from: PatientRead; active: boolean }) =>
      activate(from, active),
    onSuccess: (saved, { active }) => {
      client.setQueryData(getPatientQueryKey({ path: { patient_id: saved.id } }), saved);
      void client.invalidateQueries({ queryKey: ['patient-search'] });
      document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      notifyDone(t(active ? 'file.activated' : 'file.deactivated', { name: saved.full_name }), {
        label: t('common:action.undo'),
        run: () => mutate({ from: saved, active: !active }),
      });
    },
    onError: (error) => {
      notifyProblem(textOf(error));
      const path = { patient_id: patient.id };
      void client.invalidateQueries({ queryKey: getPatientQueryKey({ path }) });
    },
  });
  return {
    pending: isPending,
    setActive: (active: boolean) => mutate({ from: patient, active }),
  };
}
