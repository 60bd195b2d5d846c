import { describe, expect, it } from 'vitest';

import { suggestPassword } from './password';

describe('a suggested password', () => {
  it('keeps the strictest policy and is never the same', () => {
    const made = Array.from({ length: 200 }, suggestPassword);
    expect(new Set(made).size).toBe(200);
    for (const password of made) {
      expect(password).toMatch(
        /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)([A-Za-z2-9]{4}-){3}[A-Za-z2-9]{4}$/,
      );
      expect(password).not.toMatch(/[01OIl]/);
    }
  });
});
