import { describe, expect, it } from 'vitest';

import type { AppointmentRead, Status } from '@/client';

import { onDay, orderDay } from './day';

const NOW = Date.parse('2027-01-04T10:00:00Z');

function visit(id: string, status: Status, start: string, minutes = 30): AppointmentRead {
  const starts = Date.parse(`2027-01-04T${start}:00Z`);
  return {
    id,
    status,
    starts_at: new Date(starts).toISOString(),
    ends_at: new Date(starts + minutes * 60_000).toISOString(),
    time_zone: 'Asia/Dhaka',
  } as AppointmentRead;
}

describe('the next patient', () => {
  it('is the one who waits, before one who was due earlier but is not there', () => {
    const day = orderDay(
      [visit('late', 'confirmed', '09:45'), visit('there', 'checked_in', '10:30')],
      NOW,
    );
    expect(day.next?.id).toBe('there');
  });

  it('is, of several who wait, the one who was due first', () => {
    const day = orderDay(
      [visit('b', 'checked_in', '09:30'), visit('a', 'checked_in', '09:00')],
      NOW,
    );
    expect(day.next?.id).toBe('a');
  });

  it('is nobody whose time is over', () => {
    const day = orderDay(
      [visit('gone', 'confirmed', '09:00'), visit('soon', 'confirmed', '10:15')],
      NOW,
    );
    expect(day.next?.id).toBe('soon');
  });

  it('is nobody when all are done', () => {
    expect(orderDay([visit('a', 'completed', '09:00')], NOW).next).toBeNull();
  });
});

describe('a day', () => {
  const day = orderDay(
    [
      visit('d', 'pending', '12:00'),
      visit('a', 'completed', '08:00'),
      visit('off', 'cancelled', '08:30'),
      visit('b', 'no_show', '09:00'),
      visit('c', 'in_progress', '10:00'),
      visit('e', 'checked_in', '10:30'),
    ],
    NOW,
  );

  it('is in order, and leaves aside what does not take place', () => {
    expect(day.visits.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'e', 'd']);
    expect(day.off.map(({ id }) => id)).toEqual(['off']);
  });

  it('counts each visit once', () => {
    expect(day.counts).toEqual({ coming: 1, waiting: 1, inside: 1, over: 2 });
    expect(day.inside.map(({ id }) => id)).toEqual(['c']);
  });
});

describe('the window of a day', () => {
  it('keeps of it only what is on the day where it takes place', () => {
    const early = visit('a', 'confirmed', '17:59');
    const midnight = visit('b', 'confirmed', '18:00');
    expect(onDay([early, midnight], '2027-01-05').map(({ id }) => id)).toEqual(['b']);
  });
});
