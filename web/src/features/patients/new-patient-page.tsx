import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { createPatient, type PatientSummary } from '@/client';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type Errors } from '@/shared/forms/use-entity-form';
import { Duplicates } from '@/shared/patients/duplicates';
import { noteRecentPatient } from '@/shared/patients/recent';
import { useDuplicates } from '@/shared/patients/use-duplicates';
import { notifyDone } from '@/shared/ui/notify';
import { Page } from '@/shared/ui/page';

import { PatientFields } from './patient-fields';
import { bodyOf, NOBODY, seedFrom, type PatientValues } from './values';

export function NewPatientPage() {
  const { t } = useTranslation('desk');
  const navigate = useNavigate();
  const open = (patient: PatientSummary) => {
    noteRecentPatient(patient);
    void navigate({ to: '/patients/$patientId', params: { patientId: patient.id } });
  };
  const form = useEntityForm<PatientValues, PatientSummary>({
    name: 'patient:new',
    source: { values: NOBODY },
    check: (values): Errors =>
      values.full_name.trim() === '' ? { full_name: t('register.name_missing') } : {},
    save: async ({ values, idempotencyKey }) => {
      const { data } = await createPatient({
        body: bodyOf(values),
        headers: { 'Idempotency-Key': idempotencyKey },
      });
      return data;
    },
    onSaved: (patient) => {
      notifyDone(t('patients.registered', { name: patient.full_name }));
      open(patient);
    },
  });
  const duplicates = useDuplicates(seedFrom(form.values));
  return (
    <Page title={t('register.title')} width="reading">
      <EntityFormView
        form={form}
        action={t('register.submit')}
        onCancel={() => void navigate({ to: '/patients' })}
      >
        <PatientFields form={form} />
        <Duplicates patients={duplicates} onChoose={open} />
      </EntityFormView>
    </Page>
  );
}
