import { expect, it } from 'vitest';

import type { DayTotalRead } from '@/client';

import { withSums } from './totals';

function total(currency: string, method: DayTotalRead['method'], net: string): DayTotalRead {
  return { currency, method, payments: 2, received: net, refunds: 1, refunded: '0.10', net };
}

it('adds the methods of a currency, and no currencies', () => {
  const rows = [
    total('BDT', 'cash', '0.20'),
    total('BDT', 'card', '-0.10'),
    total('EUR', 'cash', '5.00'),
  ];
  const [, , sum, euro, ...others] = withSums(rows);
  expect(others).toEqual([]);
  expect(sum).toEqual({
    currency: 'BDT',
    method: null,
    payments: 4,
    received: '0.10',
    refunds: 2,
    refunded: '0.20',
    net: '0.10',
  });
  expect(euro).toEqual(rows[2]);
});

it('has no sum of one', () => {
  const rows = [total('BDT', 'cash', '1.00')];
  expect(withSums(rows)).toEqual(rows);
});
