import { describe, expect, it } from 'vitest';

import { ageOn, patientQuery, seedOf } from './query';

describe('what was typed to find a patient', () => {
  it.each([
    ['17/5/1984', '1984-05-17'],
    ['17.05.1984', '1984-05-17'],
    ['1984-5-17', '1984-05-17'],
    ['১৭/০৫/১৯৮৪', '1984-05-17'],
  ])('reads %s as a day of birth', (typed, day) => {
    expect(patientQuery(typed)).toBe(day);
  });

  it('leaves a day that no calendar has as it was typed', () => {
    expect(patientQuery('31/02/1984')).toBe('31/02/1984');
  });

  it('sends a mobile in Bangla digits in ASCII ones', () => {
    expect(patientQuery(' ০১৭১২ ৩৪৫ ')).toBe('01712 345');
  });

  it('waits until enough was typed to mean one person', () => {
    expect(patientQuery('r')).toBeNull();
    expect(patientQuery('01')).toBeNull();
    expect(patientQuery('ra')).toBe('ra');
    expect(patientQuery('রা')).toBe('রা');
    expect(patientQuery('017')).toBe('017');
  });
});

describe('the beginning of a registration', () => {
  it('puts what was typed where it belongs', () => {
    expect(seedOf('Rahima  Khatun').full_name).toBe('Rahima Khatun');
    expect(seedOf('+880 1712-345678').mobile).toBe('+880 1712-345678');
    expect(seedOf('17.5.1984').date_of_birth).toBe('1984-05-17');
  });
});

describe('age', () => {
  it('counts whole years, the birthday included', () => {
    expect(ageOn('1984-05-17', '2026-05-16')).toBe(41);
    expect(ageOn('1984-05-17', '2026-05-17')).toBe(42);
    expect(ageOn('2024-02-29', '2025-02-28')).toBe(0);
  });
});
