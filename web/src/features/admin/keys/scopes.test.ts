import { expect, test } from 'vitest';

import { stateOf } from './scopes';

const now = Date.parse('2027-01-04T06:00:00Z');
const good = { revoked_at: null, expires_at: '2027-01-05T00:00:00Z', maker_is_admin: true };

test('a key is good until it ends, is revoked or loses its maker', () => {
  expect(stateOf(good, now)).toBe('good');
  expect(stateOf({ ...good, expires_at: '2027-01-04T06:00:00Z' }, now)).toBe('ended');
  expect(stateOf({ ...good, revoked_at: '2027-01-01T00:00:00Z' }, now)).toBe('revoked');
  expect(stateOf({ ...good, maker_is_admin: false }, now)).toBe('maker_left');
});
