import { useTranslation } from 'react-i18next';

import type { DoctorDashboard as Dashboard } from '@/client';
import { ChartFigure } from '@/shared/charts/chart-figure';
import { ColumnChart } from '@/shared/charts/column-chart';
import { FiguresTable } from '@/shared/charts/figures-table';
import { useReportFormat } from '@/shared/reports/use-report-format';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

const HOUR_MINUTES = 60;

/** Each day of the week: the time that is booked, and the open hours that are still free. */
export function WeekLoad({ week }: { week: Dashboard['week'] }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { length } = useReportFormat();
  const title = t('doctor.week');
  return (
    <ChartFigure
      title={title}
      note={t('doctor.week_note')}
      chart={
        <ColumnChart
          label={title}
          per={HOUR_MINUTES}
          total={(minutes) => t('doctor.week_hours', { time: length(minutes) })}
          part={length}
          series={[
            { key: 'claimed', name: t('doctor.claimed'), color: 'first' },
            { key: 'free', name: t('doctor.free'), color: 'rest' },
          ]}
          points={week.map(({ on, claimed_minutes: claimed, open_minutes: open }) => ({
            key: on,
            name: format.day(on, 'long'),
            tick: format.day(on, 'weekday'),
            // Visits outside the hours leave nothing free, not less than nothing.
            values: [claimed, Math.max(0, open - claimed)],
            link: { to: '/today', search: { day: on } },
          }))}
        />
      }
      table={
        <FiguresTable
          caption={title}
          rows={week}
          rowKey={({ on }) => on}
          columns={[
            {
              key: 'day',
              header: t('doctor.week_day'),
              render: ({ on }) => (
                <TextLink to="/today" search={{ day: on }} size="sm">
                  {format.day(on)}
                </TextLink>
              ),
            },
            {
              key: 'visits',
              header: t('doctor.week_visits'),
              render: ({ visits }) => format.number(visits),
            },
            {
              key: 'booked',
              header: t('doctor.week_booked'),
              render: ({ claimed_minutes: claimed }) => length(claimed),
            },
            {
              key: 'open',
              header: t('doctor.week_open'),
              render: ({ open_minutes: open }) => length(open),
            },
          ]}
        />
      }
    />
  );
}
