import { describe, expect, it } from 'vitest';

import type { PatientRead } from '@/client';

import { mayAdd, updateOf, valuesOf } from './patient-data';
import { photoFault } from './photo-rules';

const PATIENT: PatientRead = {
  id: '1',
  version: 3,
  full_name: 'Sabina Chowdhury',
  date_of_birth: null,
  sex: 'unknown',
  mobile: '+8801712345678',
  email: null,
  has_account: true,
  is_account_holder: true,
  active: true,
  address: null,
  insurance_provider: null,
  insurance_number: null,
  emergency_contact_name: null,
  emergency_contact_mobile: null,
  blood_type: 'AB-',
  allergies: 'Penicillin',
  medical_history: null,
  clinical_hidden: false,
};

describe('the data of a patient', () => {
  it('stand in the form as texts, never as null', () => {
    expect(valuesOf(PATIENT)).toMatchObject({
      mobile: '+8801712345678',
      email: '',
      allergies: 'Penicillin',
      blood_type: 'AB-',
      sex: 'unknown',
    });
  });

  it('go back as null where they were emptied, and only what changed', () => {
    expect(updateOf({ allergies: '  ', mobile: ' 01712 ' })).toEqual({
      allergies: null,
      mobile: '01712',
    });
    expect(updateOf({ blood_type: null, sex: 'female' })).toEqual({
      blood_type: null,
      sex: 'female',
    });
  });

  it('may be added by the patient where they are missing, not corrected', () => {
    expect(mayAdd(PATIENT)).toEqual({ date_of_birth: true, sex: true });
    expect(mayAdd({ ...PATIENT, date_of_birth: '1990-07-14', sex: 'female' })).toEqual({
      date_of_birth: false,
      sex: false,
    });
  });
});

describe('a photo', () => {
  it('is a still picture of at most 8 MiB', () => {
    expect(photoFault({ type: 'image/jpeg', size: 8 * 1024 * 1024 })).toBeNull();
    expect(photoFault({ type: 'image/jpeg', size: 8 * 1024 * 1024 + 1 })).toBe('size');
    expect(photoFault({ type: 'application/pdf', size: 10 })).toBe('type');
    expect(photoFault({ type: 'image/svg+xml', size: 10 })).toBe('type');
  });
});
