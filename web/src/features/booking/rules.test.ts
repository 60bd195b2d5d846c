import { describe, expect, it } from 'vitest';

import { changeableUntil, lossOf, lossOfCauses, minutesLeft } from './rules';

function problem(code: string, reason?: string) {
  return { type: '', title: '', detail: '', status: 422, code, reason };
}

describe('a refusal', () => {
  it.each([
    [problem('scheduling.slot_taken'), 'taken'],
    [problem('scheduling.patient_busy'), 'patient_busy'],
    [problem('scheduling.not_available', 'fully_booked'), 'taken'],
    [problem('scheduling.not_available', 'outside_notice'), 'too_late'],
    [problem('scheduling.not_available', 'in_past'), 'too_late'],
    [problem('scheduling.not_available', 'not_accepting_new_patients'), 'no_new_patients'],
    [problem('scheduling.not_available', 'not_available'), 'not_offered'],
    [problem('scheduling.visit_type_not_offered'), 'not_offered'],
  ] as const)('says why the time cannot be had: %o', (error, loss) => {
    expect(lossOf(error)).toBe(loss);
  });

  it('that is no fault of the time says nothing of it', () => {
    expect(lossOf(problem('scheduling.too_many_holds'))).toBeNull();
    expect(lossOf(new TypeError('no network'))).toBeNull();
  });

  it('is foretold by the causes of an explanation', () => {
    expect(lossOfCauses([{ code: 'off_grid' }, { code: 'fully_booked' }])).toBe('taken');
    expect(lossOfCauses([{ code: 'not_available' }])).toBe('not_offered');
  });
});

describe('changing one’s mind', () => {
  const start = '2026-11-23T10:00:00Z';

  it('ends the notice before the visit', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');

    expect(changeableUntil(start, 24 * 60, now)).toBe('2026-11-22T10:00:00.000Z');
  });

  it('is over within the notice', () => {
    expect(changeableUntil(start, 24 * 60, Date.parse('2026-11-22T10:00:00Z'))).toBeNull();
  });
});

it('counts minutes up, and never below none', () => {
  expect(minutesLeft(600_000, 0)).toBe(10);
  expect(minutesLeft(61_000, 0)).toBe(2);
  expect(minutesLeft(0, 1)).toBe(0);
});
