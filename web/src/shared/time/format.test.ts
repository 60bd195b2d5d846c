import { expect, test } from 'vitest';

import { formatAgo, formatTime } from './format';

// Since CLDR 48 `hour: 'numeric'` is "8:15" in British English, beside "08:15–08:45" for a span.
test.each([
  ['en', '08:15'],
  ['bn', '৮:১৫ AM'],
])('the time of a day in %s', (language, shown) => {
  expect(formatTime('2026-11-22T02:15:00Z', 'Asia/Dhaka', language)).toBe(shown);
});

const NOW = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['2026-11-22T12:00:20Z', 'now'],
  ['2026-11-22T11:59:01Z', 'now'],
  ['2026-11-22T11:01:00Z', '59 minutes ago'],
  ['2026-11-22T10:00:01Z', '1 hour ago'],
  ['2026-11-21T12:00:00Z', 'yesterday'],
  ['2026-11-15T12:00:01Z', '6 days ago'],
  ['2026-11-15T11:00:00Z', '16 Nov 2026'],
])('how long %s is past', (instant, shown) => {
  expect(formatAgo(instant, NOW, 'en')).toBe(shown);
});
