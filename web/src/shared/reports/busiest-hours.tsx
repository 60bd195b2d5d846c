import { useTranslation } from 'react-i18next';

import type { OverviewRead } from '@/client';
import { ChartFigure } from '@/shared/charts/chart-figure';
import { HeatMap } from '@/shared/charts/heat-map';
import { useFormat } from '@/shared/time/use-format';

import { hoursOf } from './hours';
import type { RowsLink } from './links';
import { WEEKDAYS } from './search';
import { useReportFormat } from './use-report-format';

/** A table already: the colour only repeats what each cell says. */
export function BusiestHours({ report, rows }: { report: OverviewRead; rows: RowsLink }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const { weekday, hour: clock } = useReportFormat();
  return (
    <ChartFigure
      title={t('busiest.title')}
      note={t('busiest.note')}
      chart={
        <HeatMap
          caption={t('busiest.caption')}
          corner={t('busiest.corner')}
          columns={WEEKDAYS.map((day) => ({
            key: day,
            name: weekday('long', day),
            short: weekday('short', day),
          }))}
          rows={hoursOf(report.busiest).map(({ hour, visits }) => ({
            key: String(hour),
            name: clock(hour),
            cells: WEEKDAYS.map((day) => ({
              value: visits[day],
              // Begins with what the cell shows: who speaks to the browser says that.
              name: t('busiest.cell', {
                count: visits[day],
                number: format.number(visits[day]),
                day: weekday('long', day),
                hour: clock(hour),
              }),
              link: rows({ weekday: day, hour }),
            })),
          }))}
        />
      }
    />
  );
}
