import { createFileRoute } from '@tanstack/react-router';

import { RequestsPage } from '@/features/requests/requests-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/requests')({
  validateSearch: (search: Record<string, unknown>): { doctor?: string } =>
    typeof search.doctor === 'string' ? { doctor: search.doctor } : {},
  beforeLoad: requireRole('doctor', 'staff', 'admin'),
  component: Requests,
});

function Requests() {
  const { doctor } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RequestsPage
      doctorId={doctor}
      onDoctor={(to) => void navigate({ search: { doctor: to }, resetScroll: false })}
    />
  );
}
