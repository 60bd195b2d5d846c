import { describe, expect, it } from 'vitest';

import { specialDays } from './days';

describe('the special days of a place', () => {
  it('are public holidays, own closed days and holidays on which it works, by date', () => {
    const days = specialDays({
      items: [
        { on: '2026-12-16', name: 'Victory Day' },
        { on: '2026-07-01', name: 'Moving house' },
      ],
      decided: [
        { on: '2026-07-01', name: 'Moving house', open: false },
        { on: '2026-05-01', name: 'May Day', open: true },
      ],
    });
    expect(days.map(({ on, state }) => [on, state])).toEqual([
      ['2026-05-01', 'open'],
      ['2026-07-01', 'closed'],
      ['2026-12-16', 'public'],
    ]);
  });
});
