import { createFileRoute } from '@tanstack/react-router';

import { DoctorReportPage } from '@/features/reports/doctor-report-page';
import type { DoctorReportSearch } from '@/features/reports/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/reports/doctors/$doctorId')({
  // Read where it is shown: what reads it need not be loaded by every visitor.
  validateSearch: (search): DoctorReportSearch => search,
  beforeLoad: requireRole('admin', 'doctor'),
  component: DoctorReport,
});

function DoctorReport() {
  const { doctorId } = Route.useParams();
  return <DoctorReportPage doctorId={doctorId} />;
}
