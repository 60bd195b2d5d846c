import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';

import { getAppointmentOptions } from '@/client/@tanstack/react-query.gen';
import { VISIT_ACTIONS, type VisitAction } from '@/features/visits/visit-action';
import { VisitPage } from '@/features/visits/visit-page';
import { requireRole } from '@/shared/session/require-role';
import { PageProblem } from '@/shared/ui/page-problem';
import { PageSkeleton } from '@/shared/ui/page-skeleton';

export const Route = createFileRoute('/visits/$appointmentId')({
  validateSearch: (search: Record<string, unknown>): { action?: VisitAction } => {
    const action = VISIT_ACTIONS.find((known) => known === search.action);
    return action === undefined ? {} : { action };
  },
  beforeLoad: requireRole('patient'),
  component: Visit,
});

function Visit() {
  const { appointmentId } = Route.useParams();
  const { action } = Route.useSearch();
  const navigate = Route.useNavigate();
  const query = useQuery(getAppointmentOptions({ path: { appointment_id: appointmentId } }));
  if (query.isPending) {
    return <PageSkeleton />;
  }
  if (query.data === undefined) {
    return <PageProblem error={query.error} retry={() => void query.refetch()} />;
  }
  return (
    <VisitPage
      visit={query.data}
      action={action}
      onAction={(next) =>
        void navigate({
          search: next === undefined ? {} : { action: next },
          replace: next === undefined,
          resetScroll: false,
        })
      }
    />
  );
}
