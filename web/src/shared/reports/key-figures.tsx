import { useTranslation } from 'react-i18next';

import type { OverviewRead } from '@/client';
import type { ChartLink } from '@/shared/charts/types';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

import { KeyFigure, KeyFigureGrid } from './key-figure';
import { CLAIMING, type RowsLink } from './links';
import { useReportFormat } from './use-report-format';

interface KeyFiguresProps {
  report: OverviewRead;
  rows: RowsLink;
  /** To the waits of each doctor, of which the one shown is the mean; absent where there are none to see. */
  access: ChartLink | undefined;
}

/** The practice in six figures, each with what it is made of and a way to its rows. */
export function KeyFigures({ report, rows, access }: KeyFiguresProps) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const { percent, length } = useReportFormat();
  const { visits, utilisation, no_shows: noShows, late_cancels: late, patients } = report;
  const completed = visits.by_status.find(({ status }) => status === 'completed')?.visits ?? 0;
  const share = (ratio: number | null) => (ratio === null ? t('key.none') : percent(ratio));
  return (
    <KeyFigureGrid label={t('key.title')} wide>
      <KeyFigure
        name={t('key.visits')}
        value={format.number(visits.total)}
        link={rows()}
        note={
          <TextLink {...rows({ status: ['completed'] })} size="sm">
            {t('key.visits_completed', { number: format.number(completed) })}
          </TextLink>
        }
      />
      <KeyFigure
        name={t('key.utilisation')}
        value={share(utilisation.ratio)}
        link={rows({ status: CLAIMING })}
        note={t('key.utilisation_of', {
          claimed: length(utilisation.claimed_minutes),
          open: length(utilisation.open_minutes),
        })}
      />
      <KeyFigure
        name={t('key.no_shows')}
        value={share(noShows.ratio)}
        link={rows({ status: ['no_show'] })}
        note={t('key.no_shows_of', {
          number: format.number(noShows.visits),
          of: format.number(noShows.of),
        })}
      />
      <KeyFigure
        name={t('key.late_cancels')}
        value={share(late.ratio)}
        link={rows({ late: true })}
        note={t('key.late_cancels_of', {
          number: format.number(late.visits),
          of: format.number(late.of),
        })}
      />
      <Access access={report.access} link={access} />
      <KeyFigure
        name={t('key.new_patients')}
        value={format.number(patients.new)}
        link={rows({ patients: 'new' })}
        note={
          <TextLink {...rows({ patients: 'returning' })} size="sm">
            {t('key.returning', {
              number: format.number(patients.returning),
              count: patients.returning,
            })}
          </TextLink>
        }
      />
    </KeyFigureGrid>
  );
}

/** The field's own measure of access: days to the third next free time. */
function Access({ access, link }: { access: OverviewRead['access']; link: ChartLink | undefined }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const { tenths } = useReportFormat();
  const { measured_on: day, mean_days: days, beyond_horizon: beyond } = access;
  const isKnown = day !== null && days !== null;
  return (
    <KeyFigure
      name={t('key.access')}
      value={isKnown ? t('key.access_days', { count: days, number: tenths(days) }) : t('key.none')}
      link={isKnown ? link : undefined}
      note={
        <>
          {isKnown
            ? t('key.access_measured', { day: format.day(day, 'date') })
            : t('key.access_none')}
          {beyond > 0 && (
            <>
              {' · '}
              {t('key.access_beyond', { number: format.number(beyond) })}
            </>
          )}
        </>
      }
    />
  );
}
