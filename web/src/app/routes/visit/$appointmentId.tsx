import { createFileRoute } from '@tanstack/react-router';

import { VisitPage } from '@/features/visit/visit-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/visit/$appointmentId')({
  validateSearch: (search: Record<string, unknown>): { version?: number } => {
    const version = Number(search.version);
    return Number.isInteger(version) && version > 0 ? { version } : {};
  },
  beforeLoad: requireRole('doctor'),
  component: Visit,
});

function Visit() {
  const { appointmentId } = Route.useParams();
  const { version } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <VisitPage
      appointmentId={appointmentId}
      version={version}
      onVersion={(to) => void navigate({ search: { version: to }, resetScroll: false })}
    />
  );
}
