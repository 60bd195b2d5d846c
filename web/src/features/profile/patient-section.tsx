import { Select, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { getPatient, updatePatient, type PatientRead } from '@/client';
import {
  getPatientOptions,
  getPatientQueryKey,
  listPatientsQueryKey,
} from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type EntityForm } from '@/shared/forms/use-entity-form';
import { BLOOD_TYPES } from '@/shared/patients/blood-types';
import { SEXES } from '@/shared/patients/sexes';
import { Loaded } from '@/shared/tables/loaded';
import { useFormat } from '@/shared/time/use-format';
import { notifyDone } from '@/shared/ui/notify';

import { mayAdd, updateOf, valuesOf, type PatientValues, type TextName } from './patient-data';
import { Section } from './section';

type Form = EntityForm<PatientValues>;

export function PatientSection({ patientId }: { patientId: string }) {
  const query = useQuery(getPatientOptions({ path: { patient_id: patientId } }));
  return (
    <Loaded query={query}>{(patient) => <PatientForm key={patient.id} patient={patient} />}</Loaded>
  );
}

function usePatientForm(patient: PatientRead): Form {
  const { t } = useTranslation('profile');
  const client = useQueryClient();
  const path = { patient_id: patient.id };
  const show = (saved: PatientRead) => client.setQueryData(getPatientQueryKey({ path }), saved);
  return useEntityForm({
    name: `patient:${patient.id}`,
    source: { values: valuesOf(patient), version: patient.version },
    save: async ({ changes, ifMatch }) => {
      const body = updateOf(changes);
      const { data } = await updatePatient({ path, headers: { 'if-match': ifMatch }, body });
      return data;
    },
    reload: async () => {
      const { data } = await getPatient({ path });
      show(data);
      return { values: valuesOf(data), version: data.version };
    },
    onSaved: (saved) => {
      show(saved);
      void client.invalidateQueries({ queryKey: listPatientsQueryKey() });
      notifyDone(t('saved'));
    },
  });
}

function PatientForm({ patient }: { patient: PatientRead }) {
  const { t } = useTranslation('profile');
  const form = usePatientForm(patient);
  return (
    <Section title={patient.full_name}>
      <EntityFormView form={form} nameOf={(field) => t(`patient.${field as keyof PatientValues}`)}>
        <Person patient={patient} form={form} />
        <Group title={t('group.medical')}>
          <Select
            label={t('patient.blood_type')}
            data={BLOOD_TYPES}
            clearable
            value={form.values.blood_type}
            error={form.errorOf('blood_type')}
            onChange={(value) =>
              form.set('blood_type', BLOOD_TYPES.find((type) => type === value) ?? null)
            }
            maw="12rem"
          />
          <Field form={form} name="allergies" hint={t('patient.allergies_hint')} long />
          <Field form={form} name="medical_history" long />
        </Group>
        <Group title={t('group.contact')}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Field form={form} name="mobile" type="tel" />
            <Field form={form} name="email" type="email" />
          </SimpleGrid>
          <Field form={form} name="address" long />
        </Group>
        <Group title={t('group.insurance')}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Field form={form} name="insurance_provider" />
            <Field form={form} name="insurance_number" />
          </SimpleGrid>
        </Group>
        <Group title={t('group.emergency')}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Field form={form} name="emergency_contact_name" />
            <Field form={form} name="emergency_contact_mobile" type="tel" />
          </SimpleGrid>
        </Group>
      </EntityFormView>
    </Section>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap="sm" role="group" aria-label={title}>
      <Title order={3} size="h5">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

interface FieldProps {
  form: Form;
  name: TextName;
  hint?: string;
  type?: 'tel' | 'email' | 'date';
  long?: boolean;
}

function Field({ form, name, hint, type, long = false }: FieldProps) {
  const { t } = useTranslation('profile');
  const props = {
    label: t(`patient.${name}`),
    description: hint,
    value: form.values[name],
    error: form.errorOf(name),
  };
  const set = (value: string) => form.set(name, value);
  if (long) {
    return (
      <Textarea
        {...props}
        autosize
        minRows={2}
        maxLength={4000}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
    );
  }
  // Never filled in by itself: it may be a child's, not the account's own.
  return (
    <TextInput
      {...props}
      type={type}
      autoComplete="off"
      maxLength={200}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
  );
}

/** Who it is: given once, later only the practice corrects it. */
function Person({ patient, form }: { patient: PatientRead; form: Form }) {
  const { t } = useTranslation('profile');
  const format = useFormat();
  const open = mayAdd(patient);
  const known = [
    open.date_of_birth || patient.date_of_birth === null
      ? null
      : t('patient.born', { day: format.day(patient.date_of_birth, 'numeric') }),
    open.sex ? null : t(`sex.${patient.sex}`),
  ].filter((fact) => fact !== null);
  return (
    <Stack gap="sm">
      {known.length > 0 && <Text>{known.join(', ')}</Text>}
      <Text size="sm" c="dimmed">
        {t('patient.corrected_by_practice')}
      </Text>
      {open.date_of_birth && <Field form={form} name="date_of_birth" type="date" />}
      {open.sex && (
        <Select
          label={t('patient.sex')}
          data={SEXES.map((sex) => ({ value: sex, label: t(`sex.${sex}`) }))}
          allowDeselect={false}
          value={form.values.sex}
          error={form.errorOf('sex')}
          onChange={(value) => form.set('sex', SEXES.find((sex) => sex === value) ?? 'unknown')}
          maw="16rem"
        />
      )}
    </Stack>
  );
}
