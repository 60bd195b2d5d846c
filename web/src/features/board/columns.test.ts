import { describe, expect, it } from 'vitest';

import type { AppointmentRead, DoctorRead, OpeningRead, ResourceRead } from '@/client';

import { columnId, doctorColumns, merged, readColumnId, roomColumns } from './columns';

const WORDS = { leave: 'Leave', closed: 'Closed' };

function opening(doctor_id: string, from: string, to: string, more = {}): OpeningRead {
  return {
    doctor_id,
    location_id: 'here',
    starts_at: `2027-01-05T${from}:00Z`,
    ends_at: `2027-01-05T${to}:00Z`,
    kind: 'open',
    holiday: null,
    ...more,
  };
}

const doctors = [
  { id: 'b', full_name: 'Bela', specialty: 'Cardiology' },
  { id: 'a', full_name: 'Anil', specialty: 'Paediatrics' },
  { id: 'c', full_name: 'Chitra', specialty: 'Cardiology' },
] as DoctorRead[];

const day = { day: '2027-01-05', zone: 'Asia/Dhaka' };

describe('columns of doctors', () => {
  it('has those who work or are away, by name, and no others', () => {
    const openings = [
      opening('b', '03:00', '06:00'),
      opening('b', '06:00', '09:00'),
      opening('a', '03:00', '09:00', { kind: 'leave' }),
    ];
    const columns = doctorColumns({ ...day, openings, visits: [] }, doctors, WORDS);
    expect(columns.map(({ title }) => title)).toEqual(['Anil', 'Bela']);
    expect(columns[0]?.open).toEqual([]);
    expect(columns[0]?.bands?.[0]?.label).toBe('Leave');
    expect(columns[1]?.open).toEqual([
      { startsAt: '2027-01-05T03:00:00Z', endsAt: '2027-01-05T09:00:00Z' },
    ]);
  });

  it('names the holiday', () => {
    const openings = [opening('a', '03:00', '09:00', { kind: 'closed', holiday: 'Victory Day' })];
    const columns = doctorColumns({ ...day, openings, visits: [] }, doctors, WORDS);
    expect(columns[0]?.bands?.[0]?.label).toBe('Victory Day');
  });

  it('has whoever has a visit, known or not', () => {
    const visits = [
      { doctor_id: 'gone', doctor_name: 'Gopal', specialty: 'Surgery' },
    ] as AppointmentRead[];
    const columns = doctorColumns({ ...day, openings: [], visits }, doctors, WORDS);
    expect(columns.map(({ title, subtitle }) => [title, subtitle])).toEqual([['Gopal', 'Surgery']]);
  });
});

describe('columns of rooms', () => {
  it('are open while anybody works', () => {
    const openings = [opening('a', '03:00', '06:00'), opening('b', '05:00', '07:00')];
    const rooms = [{ id: 'r', name: 'Room 1' }] as ResourceRead[];
    expect(roomColumns({ ...day, openings, visits: [] }, rooms, 'Room')[0]?.open).toEqual([
      { startsAt: '2027-01-05T03:00:00Z', endsAt: '2027-01-05T07:00:00Z' },
    ]);
  });
});

describe('periods', () => {
  it('stay apart where there is a gap', () => {
    const apart = [
      { startsAt: '2027-01-05T08:00:00Z', endsAt: '2027-01-05T09:00:00Z' },
      { startsAt: '2027-01-05T03:00:00Z', endsAt: '2027-01-05T06:00:00Z' },
    ];
    expect(merged(apart)).toEqual(apart.toReversed());
  });
});

describe('ids of columns', () => {
  it('are read as they were written', () => {
    expect(readColumnId(columnId('room', 'x:1'))).toEqual({ kind: 'room', id: 'x:1' });
    expect(readColumnId(columnId('doctor', 'room'))).toEqual({ kind: 'doctor', id: 'room' });
  });
});
