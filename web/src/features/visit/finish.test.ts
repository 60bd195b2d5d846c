import { describe, expect, it } from 'vitest';

import { canPrepare, planFinish } from './finish';

describe('finishing', () => {
  it('completes a visit that is in progress', () => {
    expect(planFinish({ status: 'in_progress', next_statuses: ['completed'] })).toEqual({
      before: [],
      after: ['completed'],
    });
  });

  it('takes the steps that nobody took at a desk', () => {
    expect(planFinish({ status: 'confirmed', next_statuses: ['checked_in'] })).toEqual({
      before: ['checked_in'],
      after: ['in_progress', 'completed'],
    });
    expect(planFinish({ status: 'checked_in', next_statuses: ['in_progress'] })?.after).toEqual([
      'in_progress',
      'completed',
    ]);
  });

  it('only writes what is over already', () => {
    expect(planFinish({ status: 'completed', next_statuses: [] })).toEqual({
      before: [],
      after: [],
    });
  });

  it('waits for the day of the visit', () => {
    expect(planFinish({ status: 'confirmed', next_statuses: ['cancelled'] })).toBeNull();
  });

  it('has nothing to finish where nobody came', () => {
    expect(planFinish({ status: 'no_show', next_statuses: ['checked_in'] })).toBeNull();
    expect(canPrepare('no_show')).toBe(false);
    expect(canPrepare('pending')).toBe(true);
  });
});
