/** Sums over the methods of one currency; never over currencies. Pure. */

import type { DayTotalRead } from '@/client';
import { sumOf } from '@/shared/payments/standing';

export type TotalRow = Omit<DayTotalRead, 'method'> & {
  /** `null`: all methods together. */
  method: DayTotalRead['method'] | null;
};

/** After the methods of a currency their sum, where there are several. */
export function withSums(totals: readonly DayTotalRead[]): TotalRow[] {
  const currencies = [...new Set(totals.map(({ currency }) => currency))];
  return currencies.flatMap((currency) => {
    const rows = totals.filter((row) => row.currency === currency);
    return rows.length < 2 ? rows : [...rows, allOf(currency, rows)];
  });
}

function allOf(currency: string, rows: readonly DayTotalRead[]): TotalRow {
  const count = (of: (row: DayTotalRead) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  return {
    currency,
    method: null,
    payments: count((row) => row.payments),
    received: sumOf(rows.map((row) => row.received)),
    refunds: count((row) => row.refunds),
    refunded: sumOf(rows.map((row) => row.refunded)),
    net: sumOf(rows.map((row) => row.net)),
  };
}
