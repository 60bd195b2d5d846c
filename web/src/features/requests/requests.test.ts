import { describe, expect, it } from 'vitest';

import type { AppointmentRead, Status } from '@/client';

import { around, doctorsOf, inOrder, timeLeft } from './requests';

const NOW = Date.parse('2027-01-04T10:00:00Z');

interface Facts {
  status?: Status;
  expires?: string;
  doctor?: string;
}

function visit(
  id: string,
  start: string,
  end: string,
  { status = 'pending', expires = '2027-01-05T10:00:00Z', doctor = 'D' }: Facts = {},
): AppointmentRead {
  return {
    id,
    status,
    starts_at: `2027-01-06T${start}:00+06:00`,
    ends_at: `2027-01-06T${end}:00+06:00`,
    expires_at: expires,
    doctor_id: doctor,
    doctor_name: `Doctor ${doctor}`,
  } as AppointmentRead;
}

describe('requests', () => {
  it('stand in the order in which they run out, then by the visit', () => {
    const ordered = inOrder(
      [
        visit('late', '09:00', '09:30', { expires: '2027-01-05T12:00:00Z' }),
        visit('second', '10:00', '10:30'),
        visit('first', '09:00', '09:30'),
      ],
      NOW,
    );
    expect(ordered.map(({ id }) => id)).toEqual(['first', 'second', 'late']);
  });

  it('are no more once they are decided or have run out', () => {
    const ordered = inOrder(
      [
        visit('decided', '09:00', '09:30', { status: 'confirmed' }),
        visit('over', '09:00', '09:30', { expires: '2027-01-04T10:00:00Z' }),
      ],
      NOW,
    );
    expect(ordered).toEqual([]);
  });

  it('name each doctor once', () => {
    const visits = [
      visit('a', '09:00', '09:30', { doctor: 'Z' }),
      visit('b', '09:00', '09:30', { doctor: 'A' }),
      visit('c', '10:00', '10:30', { doctor: 'Z' }),
    ];
    expect(doctorsOf(visits).map(({ id }) => id)).toEqual(['A', 'Z']);
  });
});

describe('the time left', () => {
  it.each([
    ['2027-01-04T10:59:59Z', 59, 'minute', true],
    ['2027-01-04T15:59:00Z', 5, 'hour', true],
    ['2027-01-04T16:00:00Z', 6, 'hour', false],
    ['2027-01-06T09:59:00Z', 47, 'hour', false],
    ['2027-01-06T10:00:00Z', 2, 'day', false],
    ['2027-01-04T09:00:00Z', 0, 'minute', true],
  ] as const)('until %s is %i %s', (at, value, unit, soon) => {
    expect(timeLeft(at, NOW)).toEqual({ value, unit, soon });
  });
});

describe('what else is at that time', () => {
  const request = visit('r', '10:00', '10:30');
  const day = [
    visit('far', '08:00', '08:30', { status: 'confirmed' }),
    visit('touching', '09:30', '10:00', { status: 'confirmed' }),
    request,
    visit('over', '10:15', '10:45'),
    visit('off', '10:00', '10:30', { status: 'cancelled' }),
    visit('next', '10:30', '11:00', { status: 'confirmed' }),
  ];

  it('is the visit before, what overlaps, and the visit after', () => {
    const found = around(request, day);
    expect(found.before?.id).toBe('touching');
    expect(found.meanwhile.map(({ id }) => id)).toEqual(['over']);
    expect(found.after?.id).toBe('next');
  });

  it('is nothing on an empty day', () => {
    expect(around(request, [request])).toEqual({ before: null, meanwhile: [], after: null });
  });
});
