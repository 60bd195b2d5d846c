import { describe, expect, it } from 'vitest';

import type { Status } from '@/client';

import { canConfirm, isFinalAt, isUpcoming, todoOf, upcomingSince } from './standing';

const NOW = Date.parse('2027-01-05T04:00:00Z');

function visit(status: Status, starts_at: string, ends_at: string) {
  return { status, starts_at, ends_at, confirmed_by_patient_at: null as string | null };
}

const tomorrow = (status: Status) => visit(status, '2027-01-06T04:00:00Z', '2027-01-06T04:20:00Z');

describe('a visit still to come', () => {
  it.each<[Status, boolean]>([
    ['pending', true],
    ['confirmed', true],
    ['checked_in', true],
    ['cancelled', false],
    ['declined', false],
    ['expired', false],
    ['completed', false],
    ['entered_in_error', false],
  ])('%s tomorrow: %s', (status, expected) => {
    expect(isUpcoming(tomorrow(status), NOW)).toBe(expected);
  });

  it('is over with its end when nobody came or said a word', () => {
    const begun = visit('confirmed', '2027-01-05T03:50:00Z', '2027-01-05T04:10:00Z');
    expect(isUpcoming(begun, NOW)).toBe(true);
    expect(isUpcoming(begun, Date.parse('2027-01-05T04:10:00Z'))).toBe(false);
  });

  it('stays while the doctor runs late, but not until the next day', () => {
    const waiting = visit('checked_in', '2027-01-05T01:00:00Z', '2027-01-05T01:20:00Z');
    expect(isUpcoming(waiting, NOW)).toBe(true);
    expect(isUpcoming(waiting, NOW + 12 * 3_600_000)).toBe(false);
  });

  it('is found by asking from the start of its longest wait', () => {
    const since = upcomingSince(NOW + 1234);
    expect(since).toBe('2027-01-04T16:00:00.000Z');
  });
});

describe('what there is to do', () => {
  it('is said by the state and how near the visit is', () => {
    expect(todoOf(tomorrow('pending'), NOW)).toBe('await_approval');
    expect(todoOf(tomorrow('confirmed'), NOW)).toBe('confirm');
    expect(todoOf({ ...tomorrow('confirmed'), confirmed_by_patient_at: 'x' }, NOW)).toBe(
      'confirmed_by_you',
    );
    expect(todoOf(tomorrow('checked_in'), NOW)).toBe('arrive');
    expect(todoOf(tomorrow('cancelled'), NOW)).toBe('none');
  });

  it('does not ask weeks ahead', () => {
    const later = visit('confirmed', '2027-02-06T04:00:00Z', '2027-02-06T04:20:00Z');
    expect(todoOf(later, NOW)).toBe('none');
    expect(canConfirm(later, NOW)).toBe(true);
  });

  it('cannot be promised once the visit has begun, or before it is approved', () => {
    expect(canConfirm(tomorrow('pending'), NOW)).toBe(false);
    expect(canConfirm(tomorrow('confirmed'), Date.parse('2027-01-06T04:00:00Z'))).toBe(false);
  });
});

describe('a time that is nearer than the notice of the practice', () => {
  const moving = { starts_at: '2027-01-08T04:00:00Z', changeable_until: '2027-01-07T16:00:00Z' };

  it('is final', () => {
    expect(isFinalAt('2027-01-05T15:59:00Z', moving, NOW)).toBe(true);
    expect(isFinalAt('2027-01-05T16:00:00Z', moving, NOW)).toBe(false);
  });

  it('does not exist for a request that may be taken back until it begins', () => {
    const request = { ...moving, changeable_until: moving.starts_at };
    expect(isFinalAt('2027-01-05T04:00:00Z', request, NOW)).toBe(false);
  });
});
