import { createFileRoute } from '@tanstack/react-router';

import { CalendarPage } from '@/features/calendar/calendar-page';
import { readCalendarSearch } from '@/features/calendar/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/calendar')({
  validateSearch: readCalendarSearch,
  beforeLoad: requireRole('doctor', 'staff', 'admin'),
  component: Calendar,
});

function Calendar() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CalendarPage
      search={search}
      onSearch={(change) =>
        void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false })
      }
      onOpenVisit={(appointmentId) =>
        void navigate({ to: '/visit/$appointmentId', params: { appointmentId } })
      }
      onBook={(doctor, day) => void navigate({ to: '/book-for-patient', search: { doctor, day } })}
    />
  );
}
