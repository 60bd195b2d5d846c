import { describe, expect, it } from 'vitest';

import type { AppointmentRead, Status } from '@/client';

import { groupOf, inGroups, isOnBoard, longestWait } from './day';

const NOW = Date.parse('2027-01-05T10:00:00Z');

function visit(status: Status, starts_at: string, arrived_at: string | null = null) {
  return { id: `${status} ${starts_at}`, status, starts_at, arrived_at } as AppointmentRead;
}

describe('where a visit is counted', () => {
  it.each([
    ['pending', '2027-01-05T11:00:00Z', 'expected'],
    ['confirmed', '2027-01-05T11:00:00Z', 'expected'],
    ['confirmed', '2027-01-05T09:46:00Z', 'expected'],
    ['confirmed', '2027-01-05T09:45:00Z', 'missing'],
    ['no_show', '2027-01-05T09:00:00Z', 'missing'],
    ['left_without_seen', '2027-01-05T09:00:00Z', 'missing'],
    ['checked_in', '2027-01-05T09:00:00Z', 'waiting'],
    ['in_progress', '2027-01-05T09:00:00Z', 'in'],
    ['completed', '2027-01-05T09:00:00Z', 'done'],
  ] as const)('%s at %s is %s', (status, at, group) => {
    expect(groupOf(visit(status, at), NOW)).toBe(group);
  });

  it('leaves out what no longer takes time', () => {
    expect(isOnBoard(visit('cancelled', '2027-01-05T11:00:00Z'))).toBe(false);
    expect(isOnBoard(visit('no_show', '2027-01-05T11:00:00Z'))).toBe(true);
  });
});

describe('the waiting room', () => {
  const early = visit('checked_in', '2027-01-05T10:15:00Z', '2027-01-05T09:20:00Z');
  const late = visit('checked_in', '2027-01-05T09:30:00Z', '2027-01-05T09:50:00Z');

  it('is in the order of arrival', () => {
    expect(inGroups([late, early], NOW).waiting).toEqual([early, late]);
  });

  it('knows who has waited longest', () => {
    expect(longestWait([late, early], NOW)).toBe(40);
    expect(longestWait([visit('confirmed', '2027-01-05T09:30:00Z')], NOW)).toBeNull();
  });
});
