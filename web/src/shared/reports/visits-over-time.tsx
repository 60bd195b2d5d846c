import { useTranslation } from 'react-i18next';

import type { OverviewRead } from '@/client';
import { ChartFigure } from '@/shared/charts/chart-figure';
import { ColumnChart } from '@/shared/charts/column-chart';
import { FiguresTable } from '@/shared/charts/figures-table';
import type { Point, Series } from '@/shared/charts/types';
import { useFormat } from '@/shared/time/use-format';

import type { RowsLink } from './links';
import { monthWithin } from './periods';
import { RowsFigure } from './rows-figure';
import type { RowsSearch } from './search';
import { useReportFormat } from './use-report-format';

interface Column extends Omit<Point, 'values' | 'link'> {
  visits: number;
  completed: number;
  which: Partial<RowsSearch>;
}

/** By days, or by months where there would be too many of them. */
function useColumns({ period, days, months }: OverviewRead): Column[] {
  const format = useFormat();
  const reports = useReportFormat();
  if (days.length > 0) {
    return days.map(({ on, ...counts }, index) => ({
      ...counts,
      key: on,
      name: format.day(on, 'long'),
      tick: index === 0 || on.endsWith('-01') ? format.day(on, 'date') : reports.dayOfMonth(on),
      which: { on },
    }));
  }
  return months.map(({ month, ...counts }) => ({
    ...counts,
    key: month,
    name: reports.month(month),
    tick: reports.shortMonth(month),
    which: monthWithin(month.slice(0, 7), period),
  }));
}

export function VisitsOverTime({ report, rows }: { report: OverviewRead; rows: RowsLink }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const columns = useColumns(report);
  const byDays = report.days.length > 0;
  const title = byDays ? t('days.title_days') : t('days.title_months');
  const figure = (count: number, which: Partial<RowsSearch>) => (
    <RowsFigure text={format.number(count)} link={count === 0 ? null : rows(which)} />
  );
  const series: Series[] = [
    { key: 'completed', name: t('days.completed'), color: 'first' },
    { key: 'others', name: t('days.others'), color: 'rest' },
  ];
  return (
    <ChartFigure
      title={title}
      chart={
        <ColumnChart
          label={title}
          total={(count) => t('visits', { count, number: format.number(count) })}
          part={format.number}
          series={series}
          points={columns.map(({ visits, completed, which, ...rest }) => ({
            ...rest,
            values: [completed, visits - completed],
            link: rows(which),
          }))}
        />
      }
      table={
        <FiguresTable
          caption={title}
          rows={columns}
          rowKey={({ key }) => key}
          columns={[
            {
              key: 'name',
              header: byDays ? t('days.name') : t('days.month'),
              render: ({ name }) => name,
            },
            {
              key: 'visits',
              header: t('days.total'),
              render: ({ visits, which }) => figure(visits, which),
            },
            {
              key: 'completed',
              header: t('days.completed'),
              render: ({ completed, which }) =>
                figure(completed, { ...which, status: ['completed'] }),
            },
            {
              key: 'others',
              header: t('days.others'),
              render: ({ visits, completed }) => format.number(visits - completed),
            },
          ]}
        />
      }
    />
  );
}
