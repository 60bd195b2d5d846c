import { expect, it } from 'vitest';

import { linkOf } from './link';

it('has the token, and what was pressed', () => {
  expect(linkOf('#token=a.b-c_d')).toEqual({ token: 'a.b-c_d', wants: null });
  expect(linkOf('token=abc&do=cancel')).toEqual({ token: 'abc', wants: 'cancel' });
  expect(linkOf('#do=confirm&token=abc')).toEqual({ token: 'abc', wants: 'confirm' });
});

it('wants nothing that it does not know', () => {
  expect(linkOf('#token=abc&do=delete')).toEqual({ token: 'abc', wants: null });
});

it.each(['', '#', '#token=', '#do=cancel'])('is none without a token: "%s"', (hash) => {
  expect(linkOf(hash)).toBeNull();
});
