import { describe, expect, it } from 'vitest';

import {
  addDays,
  clocksDiffer,
  dayOf,
  instantOf,
  mondayOf,
  startOfDay,
  wallMinutes,
  windowOf,
} from './zones';

describe('days of a place', () => {
  it('puts an instant on the day of the place, not of this machine', () => {
    expect(dayOf('2027-01-04T20:00:00Z', 'Asia/Dhaka')).toBe('2027-01-05');
    expect(dayOf('2027-01-04T20:00:00Z', 'America/New_York')).toBe('2027-01-04');
  });

  it('starts a day at local midnight', () => {
    expect(startOfDay('2027-01-05', 'Asia/Dhaka')).toBe('2027-01-04T18:00:00Z');
  });

  it('counts days over a change of the clock', () => {
    expect(addDays('2027-03-27', 2)).toBe('2027-03-29');
    expect(startOfDay('2027-03-29', 'Europe/Berlin')).toBe('2027-03-28T22:00:00Z');
  });

  it('begins the week on Monday', () => {
    expect(mondayOf('2027-01-10')).toBe('2027-01-04');
    expect(mondayOf('2027-01-04')).toBe('2027-01-04');
  });
});

describe('wall times', () => {
  it('moves a time that DST skips forward', () => {
    expect(instantOf('2027-03-28', '02:30', 'Europe/Berlin')).toBe('2027-03-28T01:30:00Z');
  });

  it('takes the first of a repeated time', () => {
    expect(instantOf('2027-10-31', '02:30', 'Europe/Berlin')).toBe('2027-10-31T00:30:00Z');
  });

  it('reads minutes off the wall on both sides of a change', () => {
    expect(wallMinutes('2027-03-28T07:30:00Z', 'Europe/Berlin')).toBe(570);
    expect(wallMinutes('2027-03-26T08:30:00Z', 'Europe/Berlin')).toBe(570);
  });
});

describe('zones named only where they could be doubted', () => {
  it('compares offsets, not names', () => {
    expect(clocksDiffer('2027-01-04T09:00:00Z', 'Europe/Berlin', 'Europe/Paris')).toBe(false);
    expect(clocksDiffer('2027-01-04T09:00:00Z', 'Europe/Berlin', 'Asia/Dhaka')).toBe(true);
  });
});

describe('the window of days', () => {
  it('is the day of the place', () => {
    expect(windowOf(['2027-01-05'], ['Asia/Dhaka'])).toEqual({
      from: '2027-01-04T18:00:00Z',
      to: '2027-01-05T18:00:00Z',
    });
  });

  it('reaches over midnight in every zone', () => {
    expect(windowOf(['2027-01-04', '2027-01-05'], ['America/New_York', 'Europe/Berlin'])).toEqual({
      from: '2027-01-03T23:00:00Z',
      to: '2027-01-06T05:00:00Z',
    });
  });
});
