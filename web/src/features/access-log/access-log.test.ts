import { describe, expect, it } from 'vitest';

import type { AccessRead } from '@/client';
import english from '@/locales/en/records.json';

import { accessesByDay } from './days';
import { actionKey, isReading } from './words';

let serial = 0;

function event(at: string, action = 'patient.read', actor_name = 'Nadia Karim'): AccessRead {
  serial += 1;
  return {
    id: String(serial),
    at,
    action,
    entity: 'patient',
    actor_name,
    actor_role: 'staff',
    reason: null,
    fields: [],
  };
}

describe('who opened a record', () => {
  it('is told by the days of the reader', () => {
    const events = [event('2027-01-05T20:00:00Z'), event('2027-01-05T10:00:00Z')];
    expect(accessesByDay(events, 'Asia/Dhaka').map(({ day }) => day)).toEqual([
      '2027-01-06',
      '2027-01-05',
    ]);
    expect(accessesByDay(events, 'UTC')).toHaveLength(1);
  });

  it('tells once what one person did again within a while', () => {
    const [day] = accessesByDay(
      [
        event('2027-01-05T10:50:00Z'),
        event('2027-01-05T10:25:00Z'),
        event('2027-01-05T10:00:00Z'),
        event('2027-01-05T09:00:00Z'),
        event('2027-01-05T08:59:00Z', 'patient.updated'),
        event('2027-01-05T08:58:00Z', 'patient.updated', 'Farhana Majumder'),
      ],
      'UTC',
    );
    expect(day?.accesses.map(({ count }) => count)).toEqual([3, 1, 1, 1]);
    expect(day?.accesses[0]?.latest.at).toBe('2027-01-05T10:50:00Z');
  });

  it('keeps what an administrator gave another reason for apart', () => {
    const one = { ...event('2027-01-05T10:01:00Z'), reason: 'Complaint 12' };
    const [day] = accessesByDay([one, event('2027-01-05T10:00:00Z')], 'UTC');
    expect(day?.accesses).toHaveLength(2);
  });
});

describe('the words of an action', () => {
  it('exist for each that is known', () => {
    expect(english.access.did[actionKey('medical_record.read')]).not.toBe('');
    expect(actionKey('appointment.no_show_undone')).toBe('appointment_no_show_undone');
  });

  it('are general for one that is not', () => {
    expect(actionKey('patient.teleported')).toBe('other');
  });

  it('tell reading from changing', () => {
    expect(isReading('medical_record.listed')).toBe(true);
    expect(isReading('appointment.history_read')).toBe(true);
    expect(isReading('medical_record.amended')).toBe(false);
  });
});
