/** The fields of a patient that the desk writes. Pure. */

import type { PatientCreate, PatientRead, Sex } from '@/client';
import type { PatientSeed } from '@/shared/patients/query';

export interface PatientValues {
  full_name: string;
  date_of_birth: string;
  sex: Sex;
  mobile: string;
  email: string;
  address: string;
  insurance_provider: string;
  insurance_number: string;
  emergency_contact_name: string;
  emergency_contact_mobile: string;
}

export const NOBODY: PatientValues = {
  full_name: '',
  date_of_birth: '',
  sex: 'unknown',
  mobile: '',
  email: '',
  address: '',
  insurance_provider: '',
  insurance_number: '',
  emergency_contact_name: '',
  emergency_contact_mobile: '',
};

export const FIELDS = Object.keys(NOBODY) as (keyof PatientValues)[];

export function valuesOf(patient: PatientRead): PatientValues {
  return {
    full_name: patient.full_name,
    date_of_birth: patient.date_of_birth ?? '',
    sex: patient.sex,
    mobile: patient.mobile ?? '',
    email: patient.email ?? '',
    address: patient.address ?? '',
    insurance_provider: patient.insurance_provider ?? '',
    insurance_number: patient.insurance_number ?? '',
    emergency_contact_name: patient.emergency_contact_name ?? '',
    emergency_contact_mobile: patient.emergency_contact_mobile ?? '',
  };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** As the API takes them: what was left empty is not known. */
export function bodyOf(values: PatientValues): PatientCreate {
  const { full_name, sex, ...texts } = values;
  return {
    full_name: full_name.trim(),
    sex,
    ...(Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, orNull(text)]),
    ) as Record<keyof typeof texts, string | null>),
  };
}

/** Only what changed, for a change of what is there. */
export function changesBodyOf(changes: Partial<PatientValues>): Partial<PatientCreate> {
  const body = bodyOf({ ...NOBODY, ...changes });
  return Object.fromEntries(Object.entries(body).filter(([name]) => name in changes));
}

export function seedFrom({ full_name, mobile, date_of_birth }: PatientValues): PatientSeed {
  return { full_name, mobile, date_of_birth };
}
