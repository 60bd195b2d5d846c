import { describe, expect, it } from 'vitest';

import { auditQuery, auditSearch } from './search';

describe('the filters of the audit log', () => {
  it('come from the address, as far as they are known', () => {
    expect(
      auditSearch({
        actor: 'u-1',
        role: 'system',
        entity: 'nothing',
        action: 'audit.read,appointment.booked,no.such',
        from: '2027-01-05',
        to: 'tomorrow',
        request: 12345678,
      }),
    ).toEqual({
      actor: 'u-1',
      role: 'system',
      action: 'appointment.booked,audit.read',
      from: '2027-01-05',
      request: '12345678',
    });
  });

  it('take one action from a link, and none for one that is not known', () => {
    expect(auditSearch({ action: 'session.refused' }).action).toBe('session.refused');
    expect(auditSearch({ action: 'session.teleported', role: 'nurse' })).toEqual({});
  });

  it('ask for any of several actions', () => {
    const asked = auditQuery({ action: 'audit.read,session.opened' }, 'UTC');
    expect(asked.action).toEqual(['audit.read', 'session.opened']);
    expect(auditQuery({}, 'UTC').action).toBeUndefined();
  });

  it('ask for whole days of the practice', () => {
    const asked = auditQuery({ from: '2027-01-05', to: '2027-01-05', about: 'x' }, 'Asia/Dhaka');
    expect([asked.from, asked.to, asked.entity_id].map(String)).toEqual([
      '2027-01-04T18:00:00Z',
      '2027-01-05T18:00:00Z',
      'x',
    ]);
  });
});
