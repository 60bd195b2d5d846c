import { createFileRoute } from '@tanstack/react-router';

import { TodayPage } from '@/features/today/today-page';
import { requireRole } from '@/shared/session/require-role';
import { dayParam } from '@/shared/tables/search';
import type { Day } from '@/shared/time/zones';

export const Route = createFileRoute('/today')({
  validateSearch: (search: Record<string, unknown>): { day?: Day } => {
    const day = dayParam(search.day);
    return day === undefined ? {} : { day };
  },
  beforeLoad: requireRole('doctor'),
  component: Today,
});

function Today() {
  const { day } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <TodayPage
      chosen={day}
      onChoose={(to) => void navigate({ search: { day: to }, resetScroll: false })}
    />
  );
}
