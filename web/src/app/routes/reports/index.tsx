import { createFileRoute } from '@tanstack/react-router';

import { ReportsPage } from '@/features/reports/reports-page';
import type { OverviewSearch } from '@/features/reports/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/reports/')({
  // Read where it is shown: what reads it need not be loaded by every visitor.
  validateSearch: (search): OverviewSearch => search,
  beforeLoad: requireRole('admin', 'doctor'),
  component: ReportsPage,
});
