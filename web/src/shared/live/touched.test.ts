import { describe, expect, it } from 'vitest';

import {
  getAppointmentQueryKey,
  listAppointmentsInfiniteQueryKey,
  listAppointmentsQueryKey,
  listFirstSlotsQueryKey,
  listLocationsQueryKey,
  listMedicalRecordsQueryKey,
  listNotificationsQueryKey,
  listSlotDaysQueryKey,
  listSlotsQueryKey,
} from '@/client/@tanstack/react-query.gen';

import type { LiveEvent } from './messages';
import { isLive, isOneVisit, isTouched, whatHappened } from './touched';

function event(kind: string, data: Record<string, unknown> = {}): LiveEvent {
  return { id: 'e', kind, data };
}

const moved = whatHappened([
  event('appointment.changed', { id: 'v1', doctor_id: 'd1', location_id: 'l1' }),
]);
const taken = whatHappened([event('slots.changed', { doctor_id: 'd1' })]);
const rung = whatHappened([event('notification.created')]);

const one = (id: string) => getAppointmentQueryKey({ path: { appointment_id: id } });
const slotsOf = (id: string) =>
  listSlotsQueryKey({ path: { doctor_id: id }, query: { visit_type_id: 't' } });
const daysOf = (...ids: string[]) =>
  listSlotDaysQueryKey({ query: { doctor_id: ids, visit_type_id: 't' } });
const anyTimes = listFirstSlotsQueryKey({ query: { visit_type_id: 't' } });
const board = [{ _id: 'listAppointments', board: { placeId: 'l1' } }];

describe('a visit that changed', () => {
  it('makes lists of visits old, and its own page, not those of others', () => {
    for (const key of [listAppointmentsQueryKey(), listAppointmentsInfiniteQueryKey(), board]) {
      expect(isTouched(key, moved, 'staff')).toBe(true);
    }
    expect(isTouched(one('v1'), moved, 'staff')).toBe(true);
    expect(isTouched(one('v2'), moved, 'staff')).toBe(false);
  });

  it('also takes or frees time of its doctor', () => {
    expect(isTouched(slotsOf('d1'), moved, 'staff')).toBe(true);
    expect(isTouched(slotsOf('d2'), moved, 'staff')).toBe(false);
    expect(isTouched(anyTimes, moved, 'staff')).toBe(true);
  });

  it('may have a record now: for the patient, whose reading leaves no trace', () => {
    expect(isTouched(listMedicalRecordsQueryKey(), moved, 'patient')).toBe(true);
    expect(isTouched(listMedicalRecordsQueryKey(), moved, 'doctor')).toBe(false);
  });
});

describe('a time that was taken', () => {
  it('makes the free times of that doctor old wherever they stand', () => {
    expect(isTouched(slotsOf('d1'), taken, 'patient')).toBe(true);
    expect(isTouched(daysOf('d0', 'd1'), taken, 'patient')).toBe(true);
    expect(isTouched(['next-free', { doctorId: 'd1' }, '2026-11-23'], taken, 'patient')).toBe(true);
    expect(isTouched(['board', 'openings', 'l1'], taken, 'staff')).toBe(true);
  });

  it('says nothing about others, nor about visits', () => {
    expect(isTouched(slotsOf('d2'), taken, 'patient')).toBe(false);
    expect(isTouched(daysOf('d0'), taken, 'patient')).toBe(false);
    expect(isTouched(['next-free', { doctorId: 'd2' }, '2026-11-23'], taken, 'patient')).toBe(
      false,
    );
    expect(isTouched(listAppointmentsQueryKey(), taken, 'patient')).toBe(false);
  });
});

it('a bell that rang makes only the bell old', () => {
  expect(isTouched(listNotificationsQueryKey(), rung, 'patient')).toBe(true);
  expect(isTouched(listAppointmentsQueryKey(), rung, 'patient')).toBe(false);
  expect(isTouched(listNotificationsQueryKey(), moved, 'patient')).toBe(false);
});

it('several events are one change', () => {
  const happened = whatHappened([
    event('slots.changed', { doctor_id: 'd1' }),
    event('slots.changed', { doctor_id: 'd2' }),
    event('notification.read'),
    event('something.newer', { doctor_id: 'd3' }),
  ]);
  expect(happened).toEqual({
    visits: new Set(),
    doctors: new Set(['d1', 'd2']),
    bell: true,
  });
});

it('an event without what it should tell changes nothing', () => {
  const happened = whatHappened([event('appointment.changed'), event('slots.changed')]);
  expect(isTouched(listAppointmentsQueryKey(), happened, 'staff')).toBe(false);
  expect(isTouched(anyTimes, happened, 'staff')).toBe(false);
});

it('knows what is told live, and what is the reading of one visit', () => {
  expect([board, one('v1'), anyTimes, listNotificationsQueryKey()].every(isLive)).toBe(true);
  expect([listLocationsQueryKey(), ['desk', 'doctors'], []].some(isLive)).toBe(false);
  expect(isOneVisit(one('v1'))).toBe(true);
  expect(isOneVisit(board)).toBe(false);
});
