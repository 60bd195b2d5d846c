import { useTranslation } from 'react-i18next';

import type { OverviewRead } from '@/client';
import { BarChart } from '@/shared/charts/bar-chart';
import { ChartFigure } from '@/shared/charts/chart-figure';
import { FiguresTable } from '@/shared/charts/figures-table';
import { useFormat } from '@/shared/time/use-format';

import type { RowsLink } from './links';
import { RowsFigure } from './rows-figure';
import { STATUSES } from './search';

export function VisitsByStatus({ report, rows }: { report: OverviewRead; rows: RowsLink }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const title = t('status.title');
  const counts = STATUSES.flatMap((status) => {
    const found = report.visits.by_status.find((each) => each.status === status);
    return found === undefined ? [] : [{ status, visits: found.visits }];
  });
  return (
    <ChartFigure
      title={title}
      chart={
        <BarChart
          label={title}
          bars={counts.map(({ status, visits }) => ({
            key: status,
            name: t(`common:status.${status}`),
            value: visits,
            text: format.number(visits),
            link: rows({ status: [status] }),
          }))}
        />
      }
      table={
        <FiguresTable
          caption={title}
          rows={counts}
          rowKey={({ status }) => status}
          columns={[
            {
              key: 'status',
              header: t('status.status'),
              render: ({ status }) => t(`common:status.${status}`),
            },
            {
              key: 'visits',
              header: t('status.visits'),
              render: ({ status, visits }) => (
                <RowsFigure text={format.number(visits)} link={rows({ status: [status] })} />
              ),
            },
          ]}
        />
      }
    />
  );
}
