import { describe, expect, it } from 'vitest';

import { axisTo, every, levelOf, share } from './scale';

describe('the axis', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [4, [0, 1, 2, 3, 4]],
    [7, [0, 2, 4, 6, 8]],
    [9, [0, 5, 10]],
    [40, [0, 10, 20, 30, 40]],
    [41, [0, 20, 40, 60]],
    [97, [0, 25, 50, 75, 100]],
    [1_234, [0, 500, 1_000, 1_500]],
  ])('for counts up to %d has round whole steps', (greatest, ticks) => {
    expect(axisTo(greatest).ticks).toEqual(ticks);
  });

  it.each([0, 1, 2, 3, 5, 11, 23, 24, 25, 26, 99, 101, 512, 99_999])(
    'reaches %d with few steps',
    (greatest) => {
      const { max, ticks } = axisTo(greatest);
      expect(max).toBeGreaterThanOrEqual(greatest);
      expect(ticks.at(-1)).toBe(max);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every((tick) => Number.isInteger(tick))).toBe(true);
    },
  );

  it('may have halves where it does not count', () => {
    expect(axisTo(0.9, { whole: false }).max).toBeLessThanOrEqual(1);
  });
});

describe('a share', () => {
  it('is of the axis, and never leaves it', () => {
    expect([share(5, 20), share(0, 20), share(30, 20), share(-1, 20), share(1, 0)]).toEqual([
      25, 0, 100, 0, 0,
    ]);
  });
});

describe('labels', () => {
  it('are thinned out to as many as there is room for', () => {
    expect([every(7, 8), every(8, 8), every(9, 8), every(31, 8), every(0, 8)]).toEqual([
      1, 1, 2, 4, 1,
    ]);
  });
});

describe('a level', () => {
  it('is none for none, the first for the least, the last for the greatest', () => {
    expect([0, 1, 20, 21, 50, 99, 100].map((value) => levelOf(value, 100, 5))).toEqual([
      0, 1, 1, 2, 3, 5, 5,
    ]);
  });
});
