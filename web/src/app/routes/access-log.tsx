import { createFileRoute } from '@tanstack/react-router';

import { AccessLogPage, type AccessLogFilter } from '@/features/access-log/access-log-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/access-log')({
  validateSearch: (search: Record<string, unknown>): AccessLogFilter => ({
    ...(typeof search.patient === 'string' ? { patient: search.patient } : {}),
    ...(search.own === true ? { own: true } : {}),
  }),
  beforeLoad: requireRole('patient'),
  component: AccessLog,
});

function AccessLog() {
  const filter = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <AccessLogPage
      filter={filter}
      onFilter={(next) => void navigate({ search: next, resetScroll: false })}
    />
  );
}
