import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { OverviewRead } from '@/client';
import { ChartFigure } from '@/shared/charts/chart-figure';
import { FiguresTable } from '@/shared/charts/figures-table';

import type { RowsLink } from './links';
import { RowsFigure } from './rows-figure';
import { useReportFormat } from './use-report-format';

/** One line a currency: sums over several would be of nothing. */
export function Fees({ report, rows }: { report: OverviewRead; rows: RowsLink }) {
  const { t } = useTranslation('reports');
  const { money, currencyName } = useReportFormat();
  return (
    <ChartFigure
      title={t('revenue.title')}
      note={t('revenue.note')}
      chart={
        report.revenue.length === 0 ? (
          <Text size="sm">{t('revenue.none')}</Text>
        ) : (
          <FiguresTable
            caption={t('revenue.caption')}
            rows={report.revenue}
            rowKey={({ currency }) => currency}
            columns={[
              {
                key: 'currency',
                header: t('revenue.currency'),
                render: ({ currency }) => currencyName(currency),
              },
              {
                key: 'earned',
                header: t('revenue.earned'),
                render: ({ earned, currency }) => (
                  <RowsFigure
                    text={money(earned, currency)}
                    link={rows({ status: ['completed'], currency })}
                  />
                ),
              },
              {
                key: 'paid',
                header: t('revenue.paid'),
                render: ({ paid, currency }) => (
                  <RowsFigure text={money(paid, currency)} link={rows({ currency, paid: true })} />
                ),
              },
            ]}
          />
        )
      }
    />
  );
}
