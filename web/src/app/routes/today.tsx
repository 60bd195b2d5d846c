import { createFileRoute } from '@tanstack/react-router';

import { dayIn } from '@/features/today/day';
import { TodayPage } from '@/features/today/today-page';
import { requireRole } from '@/shared/session/require-role';
import type { Day } from '@/shared/time/zones';

export const Route = createFileRoute('/today')({
  validateSearch: (search: Record<string, unknown>): { day?: Day } => {
    const day = dayIn(search.day);
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
