import { Group } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getDoctorReportCsv, getDoctorReportPdf } from '@/client';
import { getDoctorReportOptions } from '@/client/@tanstack/react-query.gen';
import { problemOf } from '@/shared/api/problem';
import { rowsOf } from '@/shared/reports/links';
import type { Grouping } from '@/shared/reports/measures';
import { periodOf } from '@/shared/reports/periods';
import { ReportBody } from '@/shared/reports/report-body';
import { useReportFormat } from '@/shared/reports/use-report-format';
import { useHasRole } from '@/shared/session/use-session';
import { useReadSearch } from '@/shared/tables/use-read-search';
import { today, visitorZone } from '@/shared/time/zones';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { PageProblem } from '@/shared/ui/page-problem';
import { PageSkeleton } from '@/shared/ui/page-skeleton';
import { QueryProblem } from '@/shared/ui/query-problem';

import { Downloads } from './downloads';
import { PeriodPicker } from './period-picker';
import { readDoctorReportSearch } from './search';

const GROUPINGS: Grouping[] = ['visit_type', 'location'];

/** One doctor in any period: for the doctor, and for administrators. */
export function DoctorReportPage({ doctorId }: { doctorId: string }) {
  const { t } = useTranslation('reports');
  const words = useReportFormat();
  const isAdmin = useHasRole('admin');
  const [search, change] = useReadSearch(readDoctorReportSearch);
  const month = periodOf('this_month', today(visitorZone()));
  const period = { from: search.from ?? month.from, to: search.to ?? month.to };
  const asked = { path: { doctor_id: doctorId }, query: period };
  const report = useQuery({
    ...getDoctorReportOptions(asked),
    placeholderData: keepPreviousData,
  });
  if (report.isPending) {
    return <PageSkeleton />;
  }
  // A period that is refused is mended on this page; a doctor who is not there is not.
  if (report.data === undefined && problemOf(report.error).status !== 422) {
    return <PageProblem error={report.error} retry={() => void report.refetch()} />;
  }
  const doctor = report.data?.doctor;
  return (
    <Page
      title={
        doctor === undefined ? t('overview.title') : t('doctor.title', { name: doctor.full_name })
      }
      description={
        doctor === undefined
          ? words.period(period)
          : t('doctor.description', {
              specialty: doctor.specialty,
              period: words.period(period),
            })
      }
      actions={
        <>
          {isAdmin && (
            <ButtonLink
              to="/reports"
              search={{ from: search.from, to: search.to }}
              variant="subtle"
              leftSection={<IconArrowLeft size={16} className="mantine-rotate-rtl" aria-hidden />}
            >
              {t('doctor.to_overview')}
            </ButtonLink>
          )}
          <Downloads
            ask={{
              csv: () => getDoctorReportCsv({ ...asked, parseAs: 'blob' }),
              pdf: () => getDoctorReportPdf({ ...asked, parseAs: 'blob' }),
            }}
          />
        </>
      }
    >
      <Group
        gap="sm"
        align="flex-end"
        component="section"
        aria-label={t('filter.region')}
        className="praxis-no-print"
      >
        <PeriodPicker period={period} onChange={change} />
      </Group>
      <QueryProblem query={report} />
      {report.data !== undefined && !report.isError && (
        <div aria-busy={report.isPlaceholderData}>
          <ReportBody
            report={report.data}
            rows={rowsOf(report.data.period, { doctor: doctorId })}
            groupings={GROUPINGS}
          />
        </div>
      )}
    </Page>
  );
}
