import { createFileRoute } from '@tanstack/react-router';

import { ReportVisitsPage } from '@/features/reports/visits-page';
import type { RowsSearch } from '@/shared/reports/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/reports/visits')({
  // Read where it is shown: what reads it need not be loaded by every visitor.
  validateSearch: (search): RowsSearch => search,
  beforeLoad: requireRole('admin', 'doctor'),
  component: ReportVisitsPage,
});
