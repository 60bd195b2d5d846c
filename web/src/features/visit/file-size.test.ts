import { describe, expect, it } from 'vitest';

import { formatFileSize } from './file-size';

describe('the size of a file', () => {
  it('is in kilobytes until a million bytes', () => {
    expect(formatFileSize(12, 'en')).toBe('1 kB');
    expect(formatFileSize(123_400, 'en')).toBe('123 kB');
    expect(formatFileSize(2_340_000, 'en')).toBe('2.3 MB');
  });

  it('is in the digits of the language', () => {
    expect(formatFileSize(123_400, 'bn')).toContain('১২৩');
  });
});
