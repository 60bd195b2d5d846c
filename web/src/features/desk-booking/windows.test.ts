import { describe, expect, it } from 'vitest';

import { isInPart, windowsOf } from './windows';

const ZONE = 'Asia/Dhaka';

describe('when to look', () => {
  it('looks far ahead in one stretch when any time will do', () => {
    expect(windowsOf({ part: 'any' }, ZONE, '2027-01-04')).toEqual([
      { from: '2027-01-04', to: '2027-03-04' },
    ]);
  });

  it('looks at one day', () => {
    expect(windowsOf({ day: '2027-01-05', part: 'any' }, ZONE, '2027-01-04')).toEqual([
      { from: '2027-01-05', to: '2027-01-05' },
    ]);
  });

  it('parts a day at noon of the place', () => {
    expect(windowsOf({ day: '2027-01-05', part: 'morning' }, ZONE, '2027-01-04')).toEqual([
      { from: '2027-01-05', to: '2027-01-05T06:00:00Z' },
    ]);
    expect(windowsOf({ day: '2027-01-05', part: 'afternoon' }, ZONE, '2027-01-04')).toEqual([
      { from: '2027-01-05T06:00:00Z', to: '2027-01-05' },
    ]);
  });

  it('looks at the same part of each of the next days', () => {
    const windows = windowsOf({ part: 'afternoon' }, ZONE, '2027-01-04');
    expect(windows).toHaveLength(14);
    expect(windows[1]).toEqual({ from: '2027-01-05T06:00:00Z', to: '2027-01-05' });
  });
});

describe('parts of a day', () => {
  it('are those of the place, not of this machine', () => {
    expect(isInPart('2027-01-05T05:30:00Z', 'morning', ZONE)).toBe(true);
    expect(isInPart('2027-01-05T06:00:00Z', 'morning', ZONE)).toBe(false);
    expect(isInPart('2027-01-05T06:00:00Z', 'afternoon', ZONE)).toBe(true);
    expect(isInPart('2027-01-05T06:00:00Z', 'any', ZONE)).toBe(true);
  });
});
