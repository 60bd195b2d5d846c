import { describe, expect, it } from 'vitest';

import { stopAfter } from './roving';

// A gap in the middle of the first row, and one at the end of the second.
const STOPS = [
  { row: 0, column: 0 },
  { row: 0, column: 2 },
  { row: 0, column: 3 },
  { row: 1, column: 0 },
  { row: 1, column: 2 },
];
const MIDDLE = { row: 0, column: 2 };

describe('keys', () => {
  it.each([
    ['ArrowRight', { row: 0, column: 3 }],
    ['ArrowLeft', { row: 0, column: 0 }],
    ['ArrowDown', { row: 1, column: 2 }],
    ['ArrowUp', null],
    ['Home', { row: 0, column: 0 }],
    ['End', { row: 1, column: 2 }],
    ['Enter', null],
  ])('%s leads to the next mark that has rows', (key, stop) => {
    expect(stopAfter(STOPS, MIDDLE, key)).toEqual(stop);
  });

  it('follow the direction of reading', () => {
    expect(stopAfter(STOPS, MIDDLE, 'ArrowLeft', true)).toEqual({ row: 0, column: 3 });
  });

  it('go nowhere beyond the last', () => {
    expect(stopAfter(STOPS, { row: 0, column: 3 }, 'ArrowRight')).toBeNull();
    expect(stopAfter([], MIDDLE, 'Home')).toBeNull();
  });
});
