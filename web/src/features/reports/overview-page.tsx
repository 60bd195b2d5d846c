import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getReportOverviewCsv, getReportOverviewPdf } from '@/client';
import { getReportOverviewOptions } from '@/client/@tanstack/react-query.gen';
import { rowsOf } from '@/shared/reports/links';
import { periodOf } from '@/shared/reports/periods';
import { ReportBody, ReportSkeleton } from '@/shared/reports/report-body';
import { useReportFormat } from '@/shared/reports/use-report-format';
import { useReadSearch } from '@/shared/tables/use-read-search';
import { today, visitorZone } from '@/shared/time/zones';
import { Page } from '@/shared/ui/page';
import { QueryProblem } from '@/shared/ui/query-problem';

import { Downloads } from './downloads';
import { ReportFilters } from './report-filters';
import { readOverviewSearch } from './search';

/** The practice in any period: how much, how well used, who came, what came in, and when. */
export function OverviewPage() {
  const { t } = useTranslation('reports');
  const { period: words } = useReportFormat();
  const [search] = useReadSearch(readOverviewSearch);
  const month = periodOf('this_month', today(visitorZone()));
  const period = { from: search.from ?? month.from, to: search.to ?? month.to };
  const query = {
    ...period,
    location_id: search.place,
    specialty: search.specialty,
    doctor_id: search.doctor,
  };
  const report = useQuery({
    ...getReportOverviewOptions({ query }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t('overview.title')}
      description={t('overview.description', { period: words(period) })}
      actions={
        <Downloads
          ask={{
            csv: () => getReportOverviewCsv({ query, parseAs: 'blob' }),
            pdf: () => getReportOverviewPdf({ query, parseAs: 'blob' }),
          }}
        />
      }
    >
      <ReportFilters period={period} />
      <QueryProblem query={report} />
      {report.isPending && <ReportSkeleton />}
      {report.data !== undefined && !report.isError && (
        <div aria-busy={report.isPlaceholderData}>
          <ReportBody report={report.data} rows={rowsOf(report.data.period, search)} />
        </div>
      )}
    </Page>
  );
}
