import { describe, expect, it } from 'vitest';

import { daysInWords, durationInWords, unitName, unitOf } from './durations';

describe('a length of time', () => {
  it.each([
    [0, 'minute'],
    [45, 'minute'],
    [90, 'minute'],
    [120, 'hour'],
    [1440, 'day'],
    [1500, 'hour'],
  ])('of %d minutes is edited in units of one %s', (minutes, unit) => {
    expect(unitOf(minutes)).toBe(unit);
  });

  it.each([
    [0, '0 minutes'],
    [30, '30 minutes'],
    [90, '1 hour 30 minutes'],
    [1440, '24 hours'],
    [2880, '2 days'],
    [4500, '3 days 3 hours'],
  ])('of %d minutes is "%s"', (minutes, words) => {
    expect(durationInWords(minutes, 'en')).toBe(words);
  });

  it('speaks the language of the reader', () => {
    expect(durationInWords(120, 'bn')).toBe('২ ঘণ্টা');
    expect(daysInWords(60, 'bn')).toBe('৬০ দিন');
    expect(unitName('hour', 'en')).toBe('hours');
  });
});
