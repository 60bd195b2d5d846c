import { createFileRoute } from '@tanstack/react-router';

import { DoctorReportPage } from '@/features/reports/doctor-report-page';
import { readDoctorReportSearch } from '@/features/reports/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/reports/doctors/$doctorId')({
  validateSearch: readDoctorReportSearch,
  beforeLoad: requireRole('admin', 'doctor'),
  component: DoctorReport,
});

function DoctorReport() {
  const { doctorId } = Route.useParams();
  return <DoctorReportPage doctorId={doctorId} />;
}
