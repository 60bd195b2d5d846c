import { describe, expect, it } from 'vitest';

import { byDay, firstFreeDay, inGroups, isSameSlot, nearest, type Slot } from './week';

const zones = new Map([
  ['dhaka', 'Asia/Dhaka'],
  ['brooklyn', 'America/New_York'],
]);

function slot(starts_at: string, location_id = 'dhaka'): Slot {
  return { starts_at, ends_at: starts_at, location_id };
}

describe('days', () => {
  it('are those of the place, not of the visitor nor of UTC', () => {
    // 20:30 UTC on the 22nd is 02:30 on the 23rd in Dhaka and still the afternoon in Brooklyn.
    const late = slot('2026-11-22T20:30:00Z');
    const there = slot('2026-11-22T20:30:00Z', 'brooklyn');

    const week = byDay([late, there], ['2026-11-22', '2026-11-23'], zones);

    expect(week.get('2026-11-22')).toEqual([there]);
    expect(week.get('2026-11-23')).toEqual([late]);
  });

  it('leave out times of other days and keep empty days', () => {
    const week = byDay([slot('2026-12-24T04:00:00Z')], ['2026-11-22'], zones);

    expect([...week]).toEqual([['2026-11-22', []]]);
  });

  it('begin with the first that has times', () => {
    const week = byDay([slot('2026-11-23T04:00:00Z')], ['2026-11-22', '2026-11-23'], zones);

    expect(firstFreeDay(week)).toBe('2026-11-23');
    expect(firstFreeDay(new Map([['2026-11-22', []]]))).toBeUndefined();
  });
});

describe('groups of one day', () => {
  it('break at noon and at five by the clock of the place', () => {
    const times = ['05:45', '06:00', '10:59', '11:00'].map((utc) => slot(`2026-11-23T${utc}:00Z`));

    const groups = inGroups(times, zones);

    expect(groups.map(({ part, slots }) => [part, slots.length])).toEqual([
      ['morning', 1],
      ['afternoon', 2],
      ['evening', 1],
    ]);
  });

  it('keep places apart', () => {
    const groups = inGroups(
      [slot('2026-11-23T04:00:00Z'), slot('2026-11-23T15:00:00Z', 'brooklyn')],
      zones,
    );

    expect(groups.map(({ locationId, part }) => [locationId, part])).toEqual([
      ['dhaka', 'morning'],
      ['brooklyn', 'morning'],
    ]);
  });
});

describe('the same time', () => {
  it('is recognised in whatever zone it is written', () => {
    const written = slot('2026-11-23T10:00:00+06:00');

    expect(isSameSlot({ starts_at: '2026-11-23T04:00:00Z' }, written)).toBe(true);
    expect(isSameSlot({ starts_at: '2026-11-23T04:15:00Z' }, written)).toBe(false);
  });

  it('at another place is another', () => {
    const there = slot('2026-11-23T04:00:00Z', 'brooklyn');

    expect(isSameSlot({ starts_at: '2026-11-23T04:00:00Z', location_id: 'dhaka' }, there)).toBe(
      false,
    );
  });
});

it('offers the nearest times before and after, in order', () => {
  const times = ['02:00', '03:30', '04:15', '08:00'].map((utc) => slot(`2026-11-23T${utc}:00Z`));

  const found = nearest(times, '2026-11-23T04:00:00Z', 2);

  expect(found.map(({ starts_at }) => starts_at.slice(11, 16))).toEqual(['03:30', '04:15']);
});
