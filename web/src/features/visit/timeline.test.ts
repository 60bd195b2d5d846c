import { describe, expect, it } from 'vitest';

import type { AppointmentRead, RecordRead } from '@/client';

import { historyOf } from './timeline';

const visit = (id: string, day: number) =>
  ({ id, starts_at: `2027-01-0${day}T09:00:00+06:00`, doctor_name: 'A' }) as AppointmentRead;
const record = (appointment: string, day: number) =>
  ({
    id: `r-${appointment}`,
    appointment_id: appointment,
    visited_at: `2027-01-0${day}T03:00:00Z`,
    doctor_name: 'B',
  }) as RecordRead;

describe('the history of a patient', () => {
  const history = historyOf(
    [visit('a', 5), visit('b', 3), visit('open', 9)],
    [record('a', 5), record('elsewhere', 4), record('open', 9)],
    'open',
  );

  it('has each visit once, the latest first, without the open one', () => {
    expect(history.map(({ id }) => id)).toEqual(['a', 'elsewhere', 'b']);
  });

  it('joins a record to its visit', () => {
    expect(history[0]?.record?.id).toBe('r-a');
    expect(history[2]?.record).toBeNull();
  });

  it('keeps records of visits to other doctors', () => {
    expect(history[1]).toMatchObject({ visit: null, doctorName: 'B' });
  });
});
