import { Autocomplete, MultiSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { listSpecialtiesOptions } from '@/client/@tanstack/react-query.gen';
import { parseAmount } from '@/shared/forms/amounts';
import { SubmitButton } from '@/shared/forms/submit-button';
import { spokenLanguageChoices } from '@/shared/forms/choices';
import { useFormSend } from '@/shared/forms/use-form-send';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import {
  AccountFields,
  accountOf,
  NO_ACCOUNT,
  RegionField,
  useAccountRules,
} from './account-fields';
import { registerAndEnter } from './enter';
import { MailedNotice } from './mailed-notice';
import { orNull, required } from './rules';

const CURRENCY = 'BDT';
// Where the API's objection to a part of the money stands in this form.
const ALIASES = { 'consultation_fee.amount': 'fee', consultation_fee: 'fee' };

interface DoctorFormProps {
  /** After the registration, with the e-mail that will hear of the approval. */
  onDone: (email: string) => void;
  /** After signing in to an account that was there before. */
  onSignedIn: () => void;
}

const EMPTY = {
  ...NO_ACCOUNT,
  specialty: '',
  licence_number: '',
  experience_years: 0 as number | string,
  fee: '',
  languages: [] as string[],
  bio: '',
};

function registrationOf(values: typeof EMPTY, locale: string) {
  return {
    role: 'doctor' as const,
    ...accountOf(values, locale),
    specialty: values.specialty.trim(),
    licence_number: values.licence_number.trim(),
    experience_years: Number(values.experience_years),
    consultation_fee:
      values.fee.trim() === ''
        ? null
        : { amount: parseAmount(values.fee) ?? values.fee, currency: CURRENCY },
    languages: values.languages,
    bio: orNull(values.bio),
  };
}

function useDoctorForm() {
  const { t, i18n } = useTranslation('identity');
  const needed = (value: string) => (required(value) === null ? null : t('fault.required'));
  return useForm({
    name: 'register-doctor',
    mode: 'uncontrolled',
    initialValues: { ...EMPTY, languages: [i18n.language.slice(0, 2)] },
    validate: { ...useAccountRules(), specialty: needed, licence_number: needed },
  });
}

export function DoctorForm({ onDone, onSignedIn }: DoctorFormProps) {
  const { t, i18n } = useTranslation('identity');
  const keyFor = useIdempotencyKey();
  const [mailedTo, setMailedTo] = useState<string | null>(null);
  const form = useDoctorForm();
  const { onSubmit, pending, error } = useFormSend(
    form,
    async (values) => {
      const body = registrationOf(values, i18n.language);
      const entry = await registerAndEnter(body, keyFor(body));
      (entry === 'signed-in' ? onDone : setMailedTo)(body.email);
    },
    ALIASES,
  );
  if (mailedTo !== null) {
    return <MailedNotice email={mailedTo} onDone={onSignedIn} />;
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {error !== null && <ProblemAlert error={error} />}
        <AccountFields form={form} />
        <PracticeFields form={form} />
        <RegionField form={form} />
        <div>
          <SubmitButton pending={pending}>{t('register.submit')}</SubmitButton>
        </div>
      </Stack>
    </form>
  );
}

function PracticeFields({ form }: { form: ReturnType<typeof useDoctorForm> }) {
  const { t, i18n } = useTranslation('identity');
  const specialties = useQuery(listSpecialtiesOptions());
  return (
    <>
      <Autocomplete
        key={form.key('specialty')}
        label={t('field.specialty')}
        data={specialties.data?.items.map(({ name }) => name) ?? []}
        required
        {...form.getInputProps('specialty')}
      />
      <TextInput
        key={form.key('licence_number')}
        label={t('field.licence_number')}
        description={t('field.licence_number_hint')}
        autoComplete="off"
        required
        {...form.getInputProps('licence_number')}
      />
      <NumberInput
        key={form.key('experience_years')}
        label={t('field.experience_years')}
        min={0}
        max={80}
        allowDecimal={false}
        hideControls
        {...form.getInputProps('experience_years')}
      />
      <TextInput
        key={form.key('fee')}
        label={t('field.fee')}
        description={t('field.fee_hint', { currency: CURRENCY })}
        inputMode="decimal"
        autoComplete="off"
        {...form.getInputProps('fee')}
      />
      <MultiSelect
        key={form.key('languages')}
        label={t('field.languages')}
        data={spokenLanguageChoices(i18n.language, [])}
        searchable
        hidePickedOptions
        limit={60}
        {...form.getInputProps('languages')}
      />
      <Textarea
        key={form.key('bio')}
        label={t('field.bio')}
        description={t('field.bio_hint')}
        autosize
        minRows={3}
        maxLength={4000}
        {...form.getInputProps('bio')}
      />
    </>
  );
}
