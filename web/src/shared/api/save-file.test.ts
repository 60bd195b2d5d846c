import { describe, expect, it } from 'vitest';

import { fileNameOf } from './save-file';

describe('the name of a file', () => {
  it('is the one that the server gave', () => {
    expect(fileNameOf('attachment; filename="visit.ics"', 'x')).toBe('visit.ics');
    expect(
      fileNameOf(`attachment; filename="r.pdf"; filename*=UTF-8''%E0%A6%B0%E0%A6%95.pdf`, 'x'),
    ).toBe('রক.pdf');
  });

  it('falls back where there is none or it cannot be read', () => {
    expect(fileNameOf(null, 'visit.ics')).toBe('visit.ics');
    expect(fileNameOf('inline', 'visit.ics')).toBe('visit.ics');
    expect(fileNameOf("attachment; filename*=UTF-8''%E0%A6", 'visit.ics')).toBe('visit.ics');
  });
});
