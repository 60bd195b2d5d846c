import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { DayTotalRead, PersonTotalRead } from '@/client';
import { isPositive, negative } from '@/shared/payments/standing';
import { DataTable, type Column } from '@/shared/tables/data-table';
import { useFormat } from '@/shared/time/use-format';

import { withSums, type TotalRow } from './totals';

/** The sums of a row: received and given back with how often, and what is left. */
function useSumColumns<T extends Omit<TotalRow, 'method'>>(): Column<T>[] {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const money = (amount: string, { currency }: T) => format.money({ amount, currency });
  return [
    {
      key: 'payments',
      header: t('day_end.count_payments'),
      end: true,
      render: (row) => format.number(row.payments),
    },
    {
      key: 'received',
      header: t('day_end.received'),
      end: true,
      render: (row) => money(row.received, row),
    },
    {
      key: 'refunds',
      header: t('day_end.count_refunds'),
      end: true,
      render: (row) => format.number(row.refunds),
    },
    {
      key: 'refunded',
      header: t('day_end.refunded'),
      end: true,
      render: (row) => {
        const given = { amount: row.refunded, currency: row.currency };
        return format.money(isPositive(given) ? negative(given) : given);
      },
    },
    {
      key: 'net',
      header: t('day_end.net'),
      end: true,
      render: (row) => (
        <Text span inherit fw={650}>
          {money(row.net, row)}
        </Text>
      ),
    },
  ];
}

export function DayTotals({ totals }: { totals: readonly DayTotalRead[] }) {
  const { t } = useTranslation('payments');
  const sums = useSumColumns<TotalRow>();
  const severalCurrencies = new Set(totals.map(({ currency }) => currency)).size > 1;
  const columns: Column<TotalRow>[] = [
    {
      key: 'of',
      header: t('day_end.method'),
      render: ({ currency, method: by }) => {
        const method = by === null ? t('day_end.all_methods') : t(`method.${by}`);
        return (
          <Text inherit fw={by === null ? 650 : 400}>
            {severalCurrencies ? t('day_end.totals_of', { currency, method }) : method}
          </Text>
        );
      },
    },
    ...sums,
  ];
  return (
    <DataTable
      rows={withSums(totals)}
      columns={columns}
      rowKey={({ currency, method }) => `${currency} ${method ?? ''}`}
    />
  );
}

export function PersonTotals({ totals }: { totals: readonly PersonTotalRead[] }) {
  const { t } = useTranslation('payments');
  const sums = useSumColumns<PersonTotalRead>();
  const columns: Column<PersonTotalRead>[] = [
    {
      key: 'of',
      header: t('day_end.person'),
      render: ({ person, method }) => (
        <Text inherit>
          {t('day_end.taken_by', { person: person.full_name, method: t(`method.${method}`) })}
        </Text>
      ),
    },
    ...sums,
  ];
  return (
    <DataTable
      rows={totals}
      columns={columns}
      rowKey={({ person, currency, method }) => `${person.id} ${currency} ${method}`}
    />
  );
}
