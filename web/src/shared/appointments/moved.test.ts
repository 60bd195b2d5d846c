import { expect, it } from 'vitest';

import type { AppointmentRead } from '@/client';

import { movedVisit } from './moved';

it('moves a visit without changing its length', () => {
  const visit = {
    starts_at: '2027-01-05T10:00:00Z',
    ends_at: '2027-01-05T10:20:00Z',
    version: 3,
  } as AppointmentRead;

  expect(movedVisit(visit, '2027-01-06T08:00:00Z')).toEqual({
    starts_at: '2027-01-06T08:00:00Z',
    ends_at: '2027-01-06T08:20:00.000Z',
    version: 3,
  });
});
