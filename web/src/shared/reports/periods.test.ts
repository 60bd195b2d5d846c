import { describe, expect, it } from 'vitest';

import { monthWithin, nextTo, periodOf, presetOf, PRESETS } from './periods';

const period = (from: string, to: string) => ({ from, to });

describe('presets', () => {
  it.each([
    ['this_month', '2026-11-21', period('2026-11-01', '2026-11-30')],
    ['this_month', '2028-02-29', period('2028-02-01', '2028-02-29')],
    ['last_month', '2026-03-31', period('2026-02-01', '2026-02-28')],
    ['last_month', '2026-01-01', period('2025-12-01', '2025-12-31')],
    ['this_quarter', '2026-11-21', period('2026-10-01', '2026-12-31')],
    ['this_quarter', '2026-05-31', period('2026-04-01', '2026-06-30')],
    ['last_quarter', '2026-02-28', period('2025-10-01', '2025-12-31')],
    ['this_year', '2026-11-21', period('2026-01-01', '2026-12-31')],
    ['last_year', '2028-02-29', period('2027-01-01', '2027-12-31')],
  ] as const)('%s on %s', (preset, today, expected) => {
    expect(periodOf(preset, today)).toEqual(expected);
  });

  it('are known again by their days', () => {
    const today = '2026-11-21';
    for (const preset of PRESETS) {
      expect(presetOf(periodOf(preset, today), today)).toBe(preset);
    }
    expect(presetOf(period('2026-11-01', '2026-11-29'), today)).toBeNull();
  });
});

describe('the period beside', () => {
  it.each([
    [period('2026-11-01', '2026-11-30'), -1, period('2026-10-01', '2026-10-31')],
    [period('2028-01-01', '2028-01-31'), 1, period('2028-02-01', '2028-02-29')],
    [period('2026-10-01', '2026-12-31'), -1, period('2026-07-01', '2026-09-30')],
    [period('2026-01-01', '2026-12-31'), 1, period('2027-01-01', '2027-12-31')],
    [period('2026-11-16', '2026-11-22'), -1, period('2026-11-09', '2026-11-15')],
    [period('2026-11-21', '2026-11-21'), 1, period('2026-11-22', '2026-11-22')],
    [period('2026-01-30', '2026-02-28'), 1, period('2026-03-01', '2026-03-30')],
  ] as const)('of %o in direction %d', (from, direction, expected) => {
    expect(nextTo(from, direction)).toEqual(expected);
  });
});

describe('a month of a period', () => {
  it('is cut where the period begins and ends', () => {
    const year = period('2026-01-15', '2026-12-10');
    expect(monthWithin('2026-01', year)).toEqual(period('2026-01-15', '2026-01-31'));
    expect(monthWithin('2026-06', year)).toEqual(period('2026-06-01', '2026-06-30'));
    expect(monthWithin('2026-12', year)).toEqual(period('2026-12-01', '2026-12-10'));
  });
});
