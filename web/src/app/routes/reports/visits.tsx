import { createFileRoute } from '@tanstack/react-router';

import { ReportVisitsPage } from '@/features/reports/visits-page';
import { readRowsSearch } from '@/shared/reports/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/reports/visits')({
  validateSearch: readRowsSearch,
  beforeLoad: requireRole('admin', 'doctor'),
  component: ReportVisitsPage,
});
