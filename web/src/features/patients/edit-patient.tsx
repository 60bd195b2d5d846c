import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getPatient, updatePatient, type PatientRead } from '@/client';
import { getPatientQueryKey } from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type Errors, type Source } from '@/shared/forms/use-entity-form';
import { notifyDone } from '@/shared/ui/notify';

import { PatientFields } from './patient-fields';
import { changesBodyOf, FIELDS, valuesOf, type PatientValues } from './values';

function sourceOf(patient: PatientRead): Source<PatientValues> {
  return { values: valuesOf(patient), version: patient.version };
}

export function EditPatient({ patient, onDone }: { patient: PatientRead; onDone: () => void }) {
  const { t } = useTranslation('desk');
  const client = useQueryClient();
  const path = { patient_id: patient.id };
  const form = useEntityForm<PatientValues, PatientRead>({
    name: `patient:${patient.id}`,
    source: sourceOf(patient),
    check: (values): Errors =>
      values.full_name.trim() === '' ? { full_name: t('register.name_missing') } : {},
    save: async ({ changes, ifMatch }) => {
      const { data } = await updatePatient({
        path,
        body: changesBodyOf(changes),
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    reload: async () => {
      const { data } = await getPatient({ path });
      client.setQueryData(getPatientQueryKey({ path }), data);
      return sourceOf(data);
    },
    onSaved: (saved) => {
      client.setQueryData(getPatientQueryKey({ path }), saved);
      notifyDone(t('file.saved'));
      onDone();
    },
  });
  return (
    <EntityFormView
      form={form}
      onCancel={onDone}
      nameOf={(field) => {
        const known = FIELDS.find((name) => name === field);
        return known === undefined ? field : t(`fields.${known}`);
      }}
    >
      <PatientFields form={form} />
    </EntityFormView>
  );
}
