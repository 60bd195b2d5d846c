import { createFileRoute } from '@tanstack/react-router';

import { RecordsPage } from '@/features/records/records-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/records/')({
  validateSearch: (search: Record<string, unknown>): { patient?: string } =>
    typeof search.patient === 'string' ? { patient: search.patient } : {},
  beforeLoad: requireRole('patient'),
  component: Records,
});

function Records() {
  const { patient } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RecordsPage
      patientId={patient}
      onPatient={(id) => void navigate({ search: id === undefined ? {} : { patient: id } })}
    />
  );
}
