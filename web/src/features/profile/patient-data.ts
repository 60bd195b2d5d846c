/** What patients keep of themselves and of those they care for, as a form holds it. */

import type { BloodType, PatientRead, PatientUpdate, Sex } from '@/client';

import { orNull } from './or-null';

export const TEXTS = [
  'mobile',
  'email',
  'address',
  'insurance_provider',
  'insurance_number',
  'emergency_contact_name',
  'emergency_contact_mobile',
  'allergies',
  'medical_history',
  'date_of_birth',
] as const;

export type TextName = (typeof TEXTS)[number];

export type PatientValues = Record<TextName, string> & {
  sex: Sex;
  blood_type: BloodType | null;
};

export function valuesOf(patient: PatientRead): PatientValues {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, patient[name] ?? '']));
  return {
    ...(texts as Record<TextName, string>),
    sex: patient.sex,
    blood_type: patient.blood_type,
  };
}

function isText(name: string): name is TextName {
  return TEXTS.some((known) => known === name);
}

/** The changes as the API takes them. */
export function updateOf(changes: Partial<PatientValues>): PatientUpdate {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [
      name,
      isText(name) && typeof value === 'string' ? orNull(value) : value,
    ]),
  );
}

/** Patients add what is missing; what is known of the person the practice corrects. */
export function mayAdd(patient: PatientRead): { date_of_birth: boolean; sex: boolean } {
  return { date_of_birth: patient.date_of_birth === null, sex: patient.sex === 'unknown' };
}
