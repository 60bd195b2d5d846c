import { describe, expect, it } from 'vitest';

import { retryAfter, waitMs } from './retry';

describe('the wait', () => {
  it('doubles with each failure, up to a minute', () => {
    expect([0, 1, 2, 3, 10, 2000].map((failures) => waitMs(failures, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 60_000, 60_000,
    ]);
  });

  it('is spread over its second half', () => {
    expect([0, 0.5, 1].map((chance) => waitMs(3, chance))).toEqual([4_000, 6_000, 8_000]);
  });
});

describe('after the end', () => {
  it('of the session, it asks who is signed in', () => {
    expect(retryAfter(4401, 0, 0).asksWho).toBe(true);
    expect(retryAfter(1006, 0, 0).asksWho).toBe(false);
  });

  it('by a restart of the server, it comes back within a second, and not with all others', () => {
    expect([0, 0.2, 1].map((chance) => retryAfter(1012, 0, chance).afterMs)).toEqual([
      0, 200, 1_000,
    ]);
    expect(retryAfter(1012, 4, 1).afterMs).toBe(16_000);
  });

  it('by too many windows, it waits long', () => {
    expect(retryAfter(4429, 0, 0).afterMs).toBe(60_000);
  });

  it('by what it said, it is in no hurry to say it again', () => {
    expect(retryAfter(4400, 5, 0).afterMs).toBe(16_000);
  });
});
