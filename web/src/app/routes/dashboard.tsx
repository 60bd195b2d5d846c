import { createFileRoute } from '@tanstack/react-router';

import { DashboardPage } from '@/features/dashboard/dashboard-page';
import { fetchTexts } from '@/shared/i18n/i18n';
import type { CompareSearch } from '@/shared/reports/compare-search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/dashboard')({
  // Read where it is shown: what reads it need not be loaded by every visitor.
  validateSearch: (search): CompareSearch => search,
  beforeLoad: requireRole(),
  loader: () => fetchTexts('dashboard', 'reports'),
  component: DashboardPage,
});
