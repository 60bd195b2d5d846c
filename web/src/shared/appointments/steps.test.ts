import { describe, expect, it } from 'vitest';

import type { Status } from '@/client';

import { primaryStep, stepOf, wayBack } from './steps';

describe('the button of a visit', () => {
  it('leads one step on', () => {
    expect(primaryStep('confirmed', ['checked_in', 'cancelled', 'no_show'])).toBe('checked_in');
    expect(primaryStep('checked_in', ['confirmed', 'in_progress'])).toBe('in_progress');
    expect(primaryStep('in_progress', ['checked_in', 'completed'])).toBe('completed');
  });

  it('completes at once where nobody can check the patient in', () => {
    expect(primaryStep('confirmed', ['completed', 'no_show'])).toBe('completed');
  });

  it('is not there when only ways back and endings are possible', () => {
    expect(primaryStep('completed', ['in_progress'])).toBeNull();
    expect(primaryStep('confirmed', ['cancelled'])).toBeNull();
  });
});

describe('the way back', () => {
  it('ends in the state that was left', () => {
    const steps: [Status, Status][] = [
      ['confirmed', 'checked_in'],
      ['checked_in', 'in_progress'],
      ['in_progress', 'completed'],
      ['confirmed', 'no_show'],
      ['in_progress', 'checked_in'],
    ];
    for (const [from, to] of steps) {
      expect(wayBack(from, to)?.at(-1)).toBe(from);
    }
  });

  it('is not promised where the result would be another state', () => {
    expect(wayBack('confirmed', 'completed')).toBeNull();
    expect(wayBack('pending', 'declined')).toBeNull();
    expect(wayBack('confirmed', 'cancelled')).toBeNull();
  });
});

describe('words', () => {
  it('tell a late arrival from an undone start', () => {
    expect(stepOf('no_show', 'checked_in').label).toBe('came_after_all');
    expect(stepOf('in_progress', 'checked_in').label).toBe('undo_start');
  });

  it('ask before what cannot be undone', () => {
    expect(stepOf('pending', 'declined').asks).toBe(true);
    expect(stepOf('checked_in', 'left_without_seen').asks).toBe(true);
    expect(stepOf('confirmed', 'checked_in').asks).toBeUndefined();
  });
});
