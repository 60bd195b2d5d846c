import { describe, expect, it } from 'vitest';

import type { GroupRead, OverviewRead } from '@/client';

import {
  amountOf,
  filterOf,
  keyOf,
  measuresOf,
  ranked,
  rowsBehind,
  rowsOfGroup,
  valueOf,
} from './measures';

function group(name: string, more: Partial<GroupRead> = {}): GroupRead {
  return {
    id: `id-${name}`,
    name,
    visits: 0,
    completed: 0,
    no_shows: 0,
    late_cancels: 0,
    claimed_minutes: 0,
    open_minutes: null,
    utilisation: null,
    new_patients: 0,
    access_days: null,
    revenue: [],
    ...more,
  };
}

const EUR = { currency: 'EUR', earned: '120.50', paid: '20.00' };

describe('measures', () => {
  it('are those that any group has, and money by its currency', () => {
    const report = {
      by_location: [group('a'), group('b', { utilisation: 0.5 })],
      revenue: [EUR, { currency: 'BDT', earned: '1.00', paid: '0.00' }],
    } as unknown as OverviewRead;
    expect(measuresOf(report, 'location').map(keyOf)).toEqual([
      'visits',
      'completed',
      'no_shows',
      'late_cancels',
      'utilisation',
      'new_patients',
      'earned:EUR',
      'paid:EUR',
      'earned:BDT',
      'paid:BDT',
    ]);
  });

  it('of money are those of one currency, never of another', () => {
    const some = group('a', { revenue: [EUR] });
    expect(amountOf(some, { kind: 'earned', currency: 'EUR' })).toBe('120.50');
    expect(valueOf(some, { kind: 'paid', currency: 'EUR' })).toBe(20);
    expect(valueOf(some, { kind: 'paid', currency: 'BDT' })).toBeNull();
  });

  it('rank the greatest first and the unknown last', () => {
    const groups = [
      group('none'),
      group('nought', { utilisation: 0 }),
      group('most', { utilisation: 0.9 }),
    ];
    const names = ranked(groups, { kind: 'utilisation' }).map(({ name }) => name);
    expect(names).toEqual(['most', 'nought', 'none']);
  });
});

describe('the rows behind a group', () => {
  it('are filtered by what makes the group', () => {
    const some = group('a');
    expect([
      filterOf(some, 'doctor'),
      filterOf({ ...some, id: null }, 'specialty'),
      filterOf(some, 'location'),
      filterOf(some, 'visit_type'),
    ]).toEqual([{ doctor: 'id-a' }, { specialty: 'a' }, { place: 'id-a' }, { type: 'id-a' }]);
  });

  it('are the visits that the figure counts', () => {
    expect(rowsBehind({ kind: 'no_shows' })).toEqual({ status: ['no_show'] });
    expect(rowsBehind({ kind: 'access_days' })).toBeNull();
  });

  it('of money are those of its currency', () => {
    expect(rowsBehind({ kind: 'earned', currency: 'EUR' })).toEqual({
      status: ['completed'],
      currency: 'EUR',
    });
    expect(rowsBehind({ kind: 'paid', currency: 'EUR' })).toEqual({ currency: 'EUR', paid: true });
  });

  it('are only of a figure that counts some', () => {
    const some = group('a', { revenue: [EUR], no_shows: 2 });
    expect(rowsOfGroup(some, 'doctor', { kind: 'paid', currency: 'EUR' })).toEqual({
      doctor: 'id-a',
      currency: 'EUR',
      paid: true,
    });
    expect(rowsOfGroup(some, 'doctor', { kind: 'no_shows' })).toEqual({
      doctor: 'id-a',
      status: ['no_show'],
    });
    expect(rowsOfGroup(some, 'doctor', { kind: 'paid', currency: 'BDT' })).toBeNull();
    expect(rowsOfGroup(some, 'doctor', { kind: 'late_cancels' })).toBeNull();
    expect(rowsOfGroup(some, 'doctor', { kind: 'utilisation' })).toBeNull();
  });
});
