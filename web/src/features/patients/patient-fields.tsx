import { Fieldset, NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { Sex } from '@/client';
import type { EntityForm } from '@/shared/forms/use-entity-form';
import { SEXES } from '@/shared/patients/sexes';
import { today, visitorZone } from '@/shared/time/zones';

import type { PatientValues } from './values';

type TextField = Exclude<keyof PatientValues, 'sex'>;

interface FieldProps {
  form: EntityForm<PatientValues>;
  name: TextField;
}

const TYPES: Partial<Record<TextField, string>> = {
  mobile: 'tel',
  emergency_contact_mobile: 'tel',
  email: 'email',
};

function Field({ form, name }: FieldProps) {
  const { t } = useTranslation('desk');
  return (
    <TextInput
      type={TYPES[name] ?? 'text'}
      label={t(`fields.${name}`)}
      required={name === 'full_name'}
      autoComplete="off"
      value={form.values[name]}
      error={form.errorOf(name)}
      onChange={({ currentTarget }) => form.set(name, currentTarget.value)}
    />
  );
}

function Person({ form }: { form: EntityForm<PatientValues> }) {
  const { t } = useTranslation('desk');
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
      <Field form={form} name="full_name" />
      <TextInput
        type="date"
        label={t('fields.date_of_birth')}
        min="1900-01-01"
        max={today(visitorZone())}
        value={form.values.date_of_birth}
        error={form.errorOf('date_of_birth')}
        onChange={({ currentTarget }) => form.set('date_of_birth', currentTarget.value)}
      />
      <NativeSelect
        label={t('fields.sex')}
        data={SEXES.map((value) => ({ value, label: t(`sex.${value}`) }))}
        value={form.values.sex}
        error={form.errorOf('sex')}
        onChange={({ currentTarget }) => form.set('sex', currentTarget.value as Sex)}
      />
    </SimpleGrid>
  );
}

/** Person, contact, insurance and emergency contact: nothing clinical. */
export function PatientFields({ form }: { form: EntityForm<PatientValues> }) {
  const { t } = useTranslation('desk');
  return (
    <>
      <Fieldset legend={t('file.person')}>
        <Person form={form} />
      </Fieldset>
      <Fieldset legend={t('file.contact')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <Field form={form} name="mobile" />
          <Field form={form} name="email" />
        </SimpleGrid>
        <Textarea
          mt="sm"
          label={t('fields.address')}
          autosize
          minRows={2}
          value={form.values.address}
          error={form.errorOf('address')}
          onChange={({ currentTarget }) => form.set('address', currentTarget.value)}
        />
      </Fieldset>
      <Fieldset legend={t('file.insurance')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <Field form={form} name="insurance_provider" />
          <Field form={form} name="insurance_number" />
        </SimpleGrid>
      </Fieldset>
      <Fieldset legend={t('file.emergency')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <Field form={form} name="emergency_contact_name" />
          <Field form={form} name="emergency_contact_mobile" />
        </SimpleGrid>
      </Fieldset>
    </>
  );
}
