import { createFileRoute } from '@tanstack/react-router';

import { DayEndPage } from '@/features/payments/day-end-page';
import { readDayEndSearch } from '@/features/payments/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/day-end')({
  validateSearch: readDayEndSearch,
  beforeLoad: requireRole('staff', 'admin'),
  component: DayEndPage,
});
