import { describe, expect, it } from 'vitest';

import { visitorZone } from '@/shared/time/zones';

import { periodOf, readDayEndSearch, readUnpaidSearch, zoneOf } from './search';

const TODAY = '2027-03-10';

describe('the addresses of the pages about money', () => {
  it('take what they understand and leave the rest', () => {
    expect(readDayEndSearch({ place: 'p', day: '2027-02-30' })).toEqual({ place: 'p' });
    expect(readDayEndSearch({ day: '2027-02-28' }).day).toBe('2027-02-28');
    expect(readUnpaidSearch({ from: 'soon', to: '2027-01-02', visit: 'v' })).toEqual({
      to: '2027-01-02',
      visit: 'v',
    });
  });
});

describe('the period of the unpaid visits', () => {
  it('is the month up to today, unless asked otherwise', () => {
    expect(periodOf({}, TODAY)).toEqual({ from: '2027-02-08', to: TODAY });
    expect(periodOf({ to: '2027-01-31' }, TODAY)).toEqual({ from: '2027-01-01', to: '2027-01-31' });
    expect(periodOf({ from: '2026-01-01' }, TODAY)).toEqual({ from: '2026-01-01', to: TODAY });
  });

  it('never ends before it begins', () => {
    expect(periodOf({ from: '2027-03-11', to: '2027-03-01' }, TODAY)).toEqual({
      from: '2027-03-01',
      to: '2027-03-01',
    });
  });
});

describe('the clock of the unpaid visits', () => {
  it('is that of the places, so that a day is the same as on their dashboard', () => {
    const [far, near] = [{ time_zone: 'Pacific/Kiritimati' }, { time_zone: 'Asia/Dhaka' }];
    expect(zoneOf([far, far])).toBe('Pacific/Kiritimati');
    expect(zoneOf([far, near])).toBe(visitorZone());
    expect(zoneOf([])).toBe(visitorZone());
  });
});
