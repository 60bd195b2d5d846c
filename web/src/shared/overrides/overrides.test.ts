import { describe, expect, it } from 'vitest';

import { overrideBody, overridesOf, together } from './overrides';

const taken = {
  type: 'urn:praxis:problem:scheduling.slot_taken',
  title: 'Taken',
  status: 409,
  detail: 'Somebody else has this time: choose another.',
  code: 'scheduling.slot_taken',
};

describe('overrides that a refusal names', () => {
  it('takes those that a person can grant, and no other', () => {
    expect(overridesOf({ ...taken, overrides: ['overbook'] })).toEqual(['overbook']);
    expect(overridesOf({ ...taken, overrides: ['override_reason'] })).toEqual([]);
  });

  it('finds none where the answer names none', () => {
    expect(overridesOf(taken)).toEqual([]);
    expect(overridesOf(new TypeError('offline'))).toEqual([]);
  });

  it('asks for each by its name, with the reason', () => {
    expect(overrideBody(['outside_hours', 'overbook'], ' urgent ')).toEqual({
      outside_hours: true,
      overbook: true,
      override_reason: 'urgent',
    });
  });

  it('keeps what was granted before', () => {
    expect(together(['outside_hours'], ['overbook'])).toEqual(['overbook', 'outside_hours']);
  });
});
