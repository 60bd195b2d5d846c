import { describe, expect, it } from 'vitest';

import { readReportSearch, readRowsSearch } from './search';

function given(search: object): object {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

describe('the address of a report', () => {
  it('is read, and what is not understood counts as not given', () => {
    const raw = { from: '2026-11-01', to: 'soon', place: 'p', specialty: '', doctor: 'd', x: 1 };
    expect(given(readReportSearch(raw))).toEqual({ from: '2026-11-01', place: 'p', doctor: 'd' });
  });
});

describe('the address of rows', () => {
  it('names states, one or several, in their order', () => {
    expect(readRowsSearch({ status: 'no_show' }).status).toEqual(['no_show']);
    expect(readRowsSearch({ status: ['no_show', 'completed', 'gone'] }).status).toEqual([
      'completed',
      'no_show',
    ]);
    expect(readRowsSearch({ status: 'entered_in_error' }).status).toBeUndefined();
  });

  it.each([
    [
      { weekday: 'sunday', hour: 0 },
      { weekday: 'sunday', hour: 0 },
    ],
    [
      { weekday: 'monday', hour: '23' },
      { weekday: 'monday', hour: 23 },
    ],
    [{ weekday: 1, hour: 24 }, {}],
    [{ weekday: 'Monday', hour: '' }, {}],
    [{ hour: 1.5 }, {}],
  ])('%o has the weekday and hour %o', (raw, expected) => {
    expect(given(readRowsSearch(raw))).toEqual(expected);
  });

  it('knows currencies, and visits of which something was paid', () => {
    const raw = { currency: 'BDT', paid: 'true' };
    expect(given(readRowsSearch(raw))).toEqual({ currency: 'BDT', paid: true });
    expect(given(readRowsSearch({ currency: 'taka', paid: 'no' }))).toEqual({});
  });

  it('knows late cancellations and kinds of patients', () => {
    expect(given(readRowsSearch({ late: true, patients: 'new' }))).toEqual({
      late: true,
      patients: 'new',
    });
    expect(given(readRowsSearch({ late: false, patients: 'old' }))).toEqual({});
  });
});
