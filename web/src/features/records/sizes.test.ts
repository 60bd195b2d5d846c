import { describe, expect, it } from 'vitest';

import { sizeOf } from './sizes';

describe('the size of a file', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [48_213, '48 kB'],
    [1_000_000, '1 MB'],
    [9_960_000, '10 MB'],
    [2_340_000, '2.3 MB'],
  ])('%i bytes are %s', (bytes, words) => {
    expect(sizeOf(bytes, 'en')).toBe(words);
  });

  it('is written in the digits of the reader', () => {
    expect(sizeOf(48_213, 'bn')).toContain('৪৮');
  });
});
