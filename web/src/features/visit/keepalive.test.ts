import { expect, it } from 'vitest';

import { mayOutliveThePage } from './keepalive';

it('lets a request outlive its page as far as browsers do, in bytes', () => {
  expect(mayOutliveThePage({ notes: 'a'.repeat(40_000) })).toBe(true);
  expect(mayOutliveThePage({ notes: 'a'.repeat(64 * 1024) })).toBe(false);
  expect(mayOutliveThePage({ notes: 'ক'.repeat(40_000) })).toBe(false);
});
