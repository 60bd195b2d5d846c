import { useQuery } from '@tanstack/react-query';

import { getOwnDoctorOptions } from '@/client/@tanstack/react-query.gen';
import { useHasRole } from '@/shared/session/use-session';
import { PageProblem } from '@/shared/ui/page-problem';
import { PageSkeleton } from '@/shared/ui/page-skeleton';

import { DoctorReportPage } from './doctor-report-page';
import { OverviewPage } from './overview-page';

/** Administrators see the practice, a doctor the own figures. */
export function ReportsPage() {
  return useHasRole('doctor') ? <OwnReport /> : <OverviewPage />;
}

function OwnReport() {
  const own = useQuery(getOwnDoctorOptions());
  if (own.isPending) {
    return <PageSkeleton />;
  }
  if (own.data === undefined) {
    return <PageProblem error={own.error} retry={() => void own.refetch()} />;
  }
  return <DoctorReportPage doctorId={own.data.id} />;
}
