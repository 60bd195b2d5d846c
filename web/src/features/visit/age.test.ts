import { describe, expect, it } from 'vitest';

import { formatAge } from './age';

describe('age', () => {
  it('is in years, the birthday included', () => {
    expect(formatAge('1979-03-12', '2027-03-11', 'en')).toBe('47 years');
    expect(formatAge('1979-03-12', '2027-03-12', 'en')).toBe('48 years');
  });

  it('is in months under two years', () => {
    expect(formatAge('2025-01-20', '2027-01-19', 'en')).toBe('23 months');
    expect(formatAge('2025-01-20', '2027-01-20', 'en')).toBe('2 years');
    expect(formatAge('2027-01-10', '2027-01-20', 'en')).toBe('0 months');
  });

  it('is in the digits of the language', () => {
    expect(formatAge('1979-03-12', '2027-03-12', 'bn')).toContain('৪৮');
  });
});
