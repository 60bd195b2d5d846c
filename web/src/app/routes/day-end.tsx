import { createFileRoute } from '@tanstack/react-router';

import { DayEndPage } from '@/features/payments/day-end-page';
import type { DayEndSearch } from '@/features/payments/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/day-end')({
  // Read where it is shown: what reads it need not be loaded by every visitor.
  validateSearch: (search): DayEndSearch => search,
  beforeLoad: requireRole('staff', 'admin'),
  component: DayEndPage,
});
