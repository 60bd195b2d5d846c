import { expect, test } from 'vitest';

import { formatTime } from './format';

// Since CLDR 48 `hour: 'numeric'` is "8:15" in British English, beside "08:15–08:45" for a span.
test.each([
  ['en', '08:15'],
  ['bn', '৮:১৫ AM'],
])('the time of a day in %s', (language, shown) => {
  expect(formatTime('2026-11-22T02:15:00Z', 'Asia/Dhaka', language)).toBe(shown);
});
