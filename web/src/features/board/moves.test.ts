import { expect, it } from 'vitest';

import type { AppointmentRead } from '@/client';

import { guessMoved } from './moves';

const visit = {
  id: 'v',
  starts_at: '2027-01-05T03:00:00Z',
  ends_at: '2027-01-05T03:30:00Z',
  doctor_id: 'a',
  doctor_name: 'Anil',
  room_id: 'r1',
  room_name: 'Room 1',
} as AppointmentRead;

it('keeps the length, and what was not moved', () => {
  const moved = guessMoved({
    visit,
    startsAt: '2027-01-05T04:15:00Z',
    doctor: { id: 'b', name: 'Bela' },
  });
  expect(Date.parse(moved.ends_at)).toBe(Date.parse('2027-01-05T04:45:00Z'));
  expect(moved).toMatchObject({ doctor_name: 'Bela', room_id: 'r1', room_name: 'Room 1' });
});
