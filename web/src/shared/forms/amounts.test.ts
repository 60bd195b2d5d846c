import { describe, expect, it } from 'vitest';

import { parseAmount } from './amounts';

describe('a typed amount', () => {
  it.each([
    ['750', '750.00'],
    ['1,200.5', '1200.50'],
    ['1200,50', '1200.50'],
    ['12,000', '12000.00'],
    ['১২০০', '1200.00'],
    ['007', '7.00'],
    ['0', '0.00'],
  ])('%s is %s', (typed, amount) => {
    expect(parseAmount(typed)).toBe(amount);
  });

  it.each(['', 'free', '-5', '1.234', '1e3', '12345678901'])('%j is none', (typed) => {
    expect(parseAmount(typed)).toBeNull();
  });
});
