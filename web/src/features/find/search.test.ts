import { describe, expect, it } from 'vitest';

import { comingDay, countFilters, firstOfEach, readFindSearch, readProfileSearch } from './search';

describe('the address', () => {
  it('keeps what can be searched for', () => {
    const search = { q: 'rahman', specialty: 'Cardiology', from: '2026-11-23', language: 'bn' };

    expect(readFindSearch(search)).toEqual(search);
  });

  it('loses what is empty, unknown or of another type', () => {
    expect(readFindSearch({ q: '  ', specialty: ['x'], location: null, other: 'x' })).toEqual({});
  });

  it('takes a number for the text that it was', () => {
    expect(readFindSearch({ q: 5 })).toEqual({ q: '5' });
  });

  it.each(['tomorrow', '2026-13-01', '2026-02', 20261123])('has no day %s', (from) => {
    expect(readProfileSearch({ from })).toEqual({});
  });
});

it('counts filters, but not the kind of visit', () => {
  expect(countFilters({ visit_type: 'x' })).toBe(0);
  expect(countFilters({ visit_type: 'x', specialty: 'Cardiology', q: 'a' })).toBe(2);
});

it('takes the first time of each doctor in the order they come', () => {
  const times = [
    { doctor_id: 'a', at: 1 },
    { doctor_id: 'a', at: 2 },
    { doctor_id: 'b', at: 3 },
    { doctor_id: 'c', at: 4 },
  ];

  expect(firstOfEach(times, 2).map(({ at }) => at)).toEqual([1, 3]);
});

it('looks from now on for a day that is over', () => {
  expect(comingDay('2026-11-20', '2026-11-21')).toBeUndefined();
  expect(comingDay('2026-11-22', '2026-11-21')).toBe('2026-11-22');
});
