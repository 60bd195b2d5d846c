import { describe, expect, it } from 'vitest';

import { countryChoices, languageName, spokenLanguageChoices, zoneChoices } from './choices';

describe('choices', () => {
  it('of zones are places and keep the one that is chosen', () => {
    const values = zoneChoices('Asia/Kolkata').map(({ value }) => value);
    expect(values[0]).toBe('Asia/Kolkata');
    expect(values).toContain('Europe/Berlin');
    expect(values).not.toContain('EST');
  });

  it('of countries are named and sorted in the language of the reader', () => {
    const countries = countryChoices('en');
    expect(countries[0]?.label).toBe('Afghanistan');
    expect(countryChoices('bn').find(({ value }) => value === 'DE')?.label).toBe('জার্মানি');
    expect(countries.every(({ value, label }) => label !== value)).toBe(true);
  });

  it('of languages keep what was chosen before', () => {
    expect(spokenLanguageChoices('en', ['eo']).map(({ value }) => value)).toContain('eo');
    expect(languageName('bn', 'en')).toBe('Bangla');
  });
});
