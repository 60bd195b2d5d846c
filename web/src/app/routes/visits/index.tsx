import { createFileRoute } from '@tanstack/react-router';

import { VisitsPage } from '@/features/visits/visits-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/visits/')({
  validateSearch: (search: Record<string, unknown>): { patient?: string } =>
    typeof search.patient === 'string' ? { patient: search.patient } : {},
  beforeLoad: requireRole('patient'),
  component: Visits,
});

function Visits() {
  const { patient } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <VisitsPage
      patientId={patient}
      onPatient={(id) => void navigate({ search: id === undefined ? {} : { patient: id } })}
    />
  );
}
