import { describe, expect, it } from 'vitest';

import {
  extentOf,
  instantAt,
  minuteOf,
  minutesOfWall,
  nowMinute,
  openStart,
  wallTime,
} from './axis';

const dhaka = { day: '2027-01-05', zone: 'Asia/Dhaka' };
const spring = { day: '2027-03-28', zone: 'Europe/Berlin' };
const autumn = { day: '2027-10-31', zone: 'Europe/Berlin' };

describe('minutes on the axis', () => {
  it('are those of the clock of the place', () => {
    expect(minuteOf(dhaka, '2027-01-05T04:30:00Z')).toBe(10 * 60 + 30);
    expect(instantAt(dhaka, 630)).toBe('2027-01-05T04:30:00.000Z');
  });

  it('stop at the edges of the day', () => {
    expect(minuteOf(dhaka, '2027-01-04T10:00:00Z')).toBe(0);
    expect(minuteOf(dhaka, '2027-01-05T18:00:00Z')).toBe(1440);
    expect(instantAt(dhaka, 1440)).toBe('2027-01-05T18:00:00.000Z');
  });

  it.each([
    [spring, '2027-03-28T00:30:00Z', 90],
    [spring, '2027-03-28T01:30:00Z', 210],
    [spring, '2027-03-28T21:59:00Z', 1439],
    [autumn, '2027-10-31T00:30:00Z', 150],
    [autumn, '2027-10-31T01:30:00Z', 150],
    [autumn, '2027-10-31T22:59:00Z', 1439],
  ])('follow the clock when it changes: %o %s', (place, instant, minute) => {
    expect(minuteOf(place, instant)).toBe(minute);
  });

  it('become instants: a skipped time moves forward, of a repeated one it is the first', () => {
    expect(instantAt(spring, 150)).toBe('2027-03-28T01:30:00Z');
    expect(instantAt(autumn, 150)).toBe('2027-10-31T00:30:00Z');
    expect(instantAt(spring, 9 * 60)).toBe('2027-03-28T07:00:00Z');
    expect(instantAt(autumn, 9 * 60)).toBe('2027-10-31T08:00:00Z');
    expect(instantAt(spring, 1440)).toBe('2027-03-28T22:00:00.000Z');
  });

  it('come back as they were, on every half hour of a day that changes by half an hour', () => {
    const place = { day: '2027-04-04', zone: 'Australia/Lord_Howe' };
    for (let minute = 150; minute < 1440; minute += 30) {
      expect(minuteOf(place, instantAt(place, minute)), wallTime(minute)).toBe(minute);
    }
  });
});

describe('stretches', () => {
  it('keep the hour that the clock skips', () => {
    const period = { startsAt: '2027-03-28T00:30:00Z', endsAt: '2027-03-28T01:30:00Z' };
    expect(extentOf(spring, period)).toEqual({ from: 90, to: 210 });
  });

  it('keep their length where the clock shows the end before the start', () => {
    const period = { startsAt: '2027-10-31T00:45:00Z', endsAt: '2027-10-31T01:15:00Z' };
    expect(extentOf(autumn, period)).toEqual({ from: 165, to: 195 });
  });

  it('are cut at midnight', () => {
    const period = { startsAt: '2027-01-05T17:00:00Z', endsAt: '2027-01-05T19:00:00Z' };
    expect(extentOf(dhaka, period)).toEqual({ from: 1380, to: 1440 });
    expect(extentOf({ ...dhaka, day: '2027-01-06' }, period)).toEqual({ from: 0, to: 60 });
  });

  it('say when a column first opens', () => {
    const later = { startsAt: '2027-01-05T09:00:00Z', endsAt: '2027-01-05T10:00:00Z' };
    const sooner = { startsAt: '2027-01-05T03:00:00Z', endsAt: '2027-01-05T04:00:00Z' };
    expect(openStart(dhaka, [later, sooner])).toBe(540);
    expect(openStart(dhaka, [])).toBeNull();
  });
});

describe('now', () => {
  it('stands on its own day only', () => {
    expect(nowMinute(dhaka, '2027-01-05T04:00:00Z')).toBe(600);
    expect(nowMinute(dhaka, '2027-01-05T18:30:00Z')).toBeNull();
  });
});

describe('wall times', () => {
  it.each([
    [0, '00:00'],
    [545, '09:05'],
    [1440, '24:00'],
  ])('%i is %s', (minute, time) => {
    expect(wallTime(minute)).toBe(time);
    expect(minutesOfWall(time)).toBe(minute);
  });
});
