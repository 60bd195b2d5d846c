import { describe, expect, it } from 'vitest';

import { readBookSearch, slotKey, slotOf } from './search';

const doctor = '018bdc02-fbe8-7010-abc8-e763666a9619';
const visit_type = '018bdc02-fbe8-7793-aaac-a41064ae69ab';

const location = '018bdc02-fbe8-738f-a215-aad5f185ec2c';

describe('the address', () => {
  it('names one instant, however it is written', () => {
    const read = readBookSearch({
      doctor,
      visit_type,
      location,
      starts_at: '2026-11-23T10:00:00+06:00',
    });

    expect(slotOf(read)).toEqual({
      doctor,
      visit_type,
      location,
      starts_at: '2026-11-23T04:00:00Z',
    });
  });

  it.each([
    { doctor: 'me', visit_type, location, starts_at: '2026-11-23T04:00:00Z' },
    { doctor, visit_type: 5, location, starts_at: '2026-11-23T04:00:00Z' },
    { doctor, visit_type, location, starts_at: '2026-11-23T04:00:00' },
    { doctor, visit_type, location },
    { doctor, visit_type, starts_at: '2026-11-23T04:00:00Z' },
    {},
  ])('that is incomplete or mistyped names none: %o', (search) => {
    expect(slotOf(readBookSearch(search))).toBeNull();
  });
});

it('tells two times apart, and two places', () => {
  const slot = { doctor, visit_type, location, starts_at: '2026-11-23T04:00:00Z' };

  expect(slotKey(slot)).not.toBe(slotKey({ ...slot, starts_at: '2026-11-23T04:15:00Z' }));
  expect(slotKey(slot)).not.toBe(slotKey({ ...slot, location: doctor }));
});
