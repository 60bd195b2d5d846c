import { expect, it } from 'vitest';

import { methodOfKey } from './methods';

it('chooses the method by the key of its place, in any digits', () => {
  expect(['1', '2', '3'].map(methodOfKey)).toEqual(['cash', 'card', 'mobile_wallet']);
  expect(methodOfKey('২')).toBe('card');
  expect(methodOfKey('٣')).toBe('mobile_wallet');
});

it('takes no other key for one', () => {
  expect(['0', '4', 'a', 'Enter', ' ', '12', '٠'].map(methodOfKey)).toEqual(
    Array.from({ length: 7 }, () => undefined),
  );
});
