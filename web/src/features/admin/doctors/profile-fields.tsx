import {
  Autocomplete,
  Group,
  MultiSelect,
  NumberInput,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { DoctorRead, Money } from '@/client';
import { listSpecialtiesOptions } from '@/client/@tanstack/react-query.gen';
import { spokenLanguageChoices } from '@/shared/forms/choices';
import { MoneyField } from '@/shared/forms/money-field';

import { orNull } from '../kit/required';

export interface ProfileValues {
  specialty: string;
  licence_number: string;
  experience_years: number | null;
  consultation_fee: Money | null;
  languages: string[];
  bio: string;
  accepts_new_patients: boolean;
}

export const EMPTY_PROFILE: ProfileValues = {
  specialty: '',
  licence_number: '',
  experience_years: 0,
  consultation_fee: null,
  languages: [],
  bio: '',
  accepts_new_patients: true,
};

export function profileOf(doctor: DoctorRead): ProfileValues {
  return {
    specialty: doctor.specialty,
    licence_number: doctor.licence_number,
    experience_years: doctor.experience_years,
    consultation_fee: doctor.consultation_fee,
    languages: doctor.languages,
    bio: doctor.bio ?? '',
    accepts_new_patients: doctor.accepts_new_patients,
  };
}

export function profileBody(values: ProfileValues) {
  return {
    specialty: values.specialty,
    licence_number: values.licence_number,
    experience_years: values.experience_years ?? 0,
    consultation_fee: values.consultation_fee,
    languages: values.languages,
    bio: orNull(values.bio),
    accepts_new_patients: values.accepts_new_patients,
  };
}

interface ProfileFieldsProps {
  values: ProfileValues;
  set: <K extends keyof ProfileValues>(name: K, value: ProfileValues[K]) => void;
  errorOf: (name: string) => string | undefined;
}

export function ProfileFields({ values, set, errorOf }: ProfileFieldsProps) {
  const { t, i18n } = useTranslation('admin');
  const { data } = useQuery(listSpecialtiesOptions());
  const spoken = useMemo(
    () => spokenLanguageChoices(i18n.language, values.languages),
    [i18n.language, values.languages],
  );
  return (
    <>
      <Autocomplete
        label={t('doctors.specialty')}
        required
        data={data?.items.map(({ name }) => name) ?? []}
        value={values.specialty}
        error={errorOf('specialty')}
        onChange={(specialty) => set('specialty', specialty)}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t('doctors.licence')}
          required
          dir="ltr"
          value={values.licence_number}
          error={errorOf('licence_number')}
          onChange={(event) => set('licence_number', event.currentTarget.value)}
        />
        <NumberInput
          label={t('doctors.experience_years')}
          min={0}
          max={80}
          allowDecimal={false}
          value={values.experience_years ?? ''}
          error={errorOf('experience_years')}
          onChange={(years) => set('experience_years', typeof years === 'number' ? years : null)}
        />
      </Group>
      <MoneyField
        label={t('doctors.fee')}
        value={values.consultation_fee}
        error={errorOf('consultation_fee')}
        onChange={(fee) => set('consultation_fee', fee)}
      />
      <MultiSelect
        label={t('doctors.languages')}
        data={spoken}
        searchable
        limit={80}
        value={values.languages}
        error={errorOf('languages')}
        onChange={(languages) => set('languages', languages)}
      />
      <Textarea
        label={t('doctors.bio')}
        description={t('doctors.bio_hint')}
        autosize
        minRows={3}
        value={values.bio}
        error={errorOf('bio')}
        onChange={(event) => set('bio', event.currentTarget.value)}
      />
      <Switch
        label={t('doctors.accepts_new')}
        checked={values.accepts_new_patients}
        onChange={(event) => set('accepts_new_patients', event.currentTarget.checked)}
      />
    </>
  );
}
