import { describe, expect, it } from 'vitest';

import { minutesLate, minutesWaiting } from './lateness';

const TEN = Date.parse('2027-01-04T10:00:00Z');

describe('late', () => {
  it('is a confirmed visit whose time has come, counted in whole minutes', () => {
    const visit = { status: 'confirmed', starts_at: '2027-01-04T15:45:30+06:00' } as const;
    expect(minutesLate(visit, TEN)).toBe(14);
  });

  it('is nobody before or at the time itself', () => {
    const visit = { status: 'confirmed', starts_at: '2027-01-04T09:59:30Z' } as const;
    expect(minutesLate(visit, TEN)).toBeNull();
  });

  it('is nobody who is there', () => {
    const visit = { status: 'checked_in', starts_at: '2027-01-04T09:00:00Z' } as const;
    expect(minutesLate(visit, TEN)).toBeNull();
  });
});

describe('waiting', () => {
  it('counts from the arrival', () => {
    const visit = { status: 'checked_in', arrived_at: '2027-01-04T09:40:01Z' } as const;
    expect(minutesWaiting(visit, TEN)).toBe(19);
  });

  it('is never negative when clocks differ', () => {
    const visit = { status: 'checked_in', arrived_at: '2027-01-04T10:00:20Z' } as const;
    expect(minutesWaiting(visit, TEN)).toBe(0);
  });

  it('ends when the visit starts', () => {
    const visit = { status: 'in_progress', arrived_at: '2027-01-04T09:40:00Z' } as const;
    expect(minutesWaiting(visit, TEN)).toBeNull();
  });
});
