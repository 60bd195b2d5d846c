import { expect, test } from 'vitest';

import { pendingOf } from './pending';

const problem = { type: 'x', title: '', detail: '', status: 401, code: 'auth.mfa_required' };

test('a sign-in that goes on says how', () => {
  const error = { ...problem, mfa_token: 'abc', methods: ['recovery_code', 'totp', 'of-2030'] };
  expect(pendingOf(error)).toEqual({ token: 'abc', methods: ['totp', 'recovery_code'] });
});

test('every other error is one', () => {
  for (const error of [null, new Error('x'), problem, { ...problem, code: 'auth.required' }]) {
    expect(pendingOf(error)).toBeNull();
  }
});
