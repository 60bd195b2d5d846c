import { describe, expect, it } from 'vitest';

import { hoursOf } from './hours';

describe('hours', () => {
  it('go from the first to the last without gaps', () => {
    const rows = hoursOf([
      { weekday: 'monday', hour: 9, visits: 3 },
      { weekday: 'sunday', hour: 11, visits: 1 },
      { weekday: 'monday', hour: 11, visits: 2 },
    ]);
    expect(rows.map(({ hour }) => hour)).toEqual([9, 10, 11]);
    expect(rows.map(({ visits }) => [visits.monday, visits.sunday])).toEqual([
      [3, 0],
      [0, 0],
      [2, 1],
    ]);
  });

  it('are none where nothing began', () => {
    expect(hoursOf([])).toEqual([]);
  });
});
