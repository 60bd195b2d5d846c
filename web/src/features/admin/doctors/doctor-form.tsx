import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getDoctor, updateDoctor, type DoctorRead } from '@/client';
import { getDoctorQueryKey } from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm } from '@/shared/forms/use-entity-form';
import { useRefresh } from '@/shared/tables/use-refresh';
import { notifyDone } from '@/shared/ui/notify';

import { missing } from '../kit/required';
import { profileBody, ProfileFields, profileOf } from './profile-fields';

export function DoctorForm({ doctor, onDone }: { doctor: DoctorRead; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const path = { doctor_id: doctor.id };
  const form = useEntityForm({
    name: `doctor:${doctor.id}`,
    source: { values: profileOf(doctor), version: doctor.version },
    check: (values) => missing(values, ['specialty', 'licence_number'], t('form.needed')),
    save: async ({ values, ifMatch }) => {
      const { data } = await updateDoctor({
        path,
        body: profileBody(values),
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    reload: async () => {
      const { data } = await getDoctor({ path });
      queryClient.setQueryData(getDoctorQueryKey({ path }), data);
      return { values: profileOf(data), version: data.version };
    },
    onSaved: (saved) => {
      queryClient.setQueryData(getDoctorQueryKey({ path }), saved);
      void refresh('listDoctors', 'listSpecialties');
      notifyDone(t('saved', { name: saved.full_name }));
      onDone();
    },
  });
  const names: Record<string, string> = {
    specialty: t('doctors.specialty'),
    licence_number: t('doctors.licence'),
    experience_years: t('doctors.experience_years'),
    consultation_fee: t('doctors.fee'),
    languages: t('doctors.languages'),
    bio: t('doctors.bio'),
    accepts_new_patients: t('doctors.accepts_new'),
  };
  return (
    <EntityFormView form={form} nameOf={(field) => names[field] ?? field} onCancel={onDone}>
      <ProfileFields values={form.values} set={form.set} errorOf={form.errorOf} />
    </EntityFormView>
  );
}
