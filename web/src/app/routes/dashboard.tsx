import { createFileRoute } from '@tanstack/react-router';

import { DashboardPage } from '@/features/dashboard/dashboard-page';
import { fetchTexts } from '@/shared/i18n/i18n';
import { readCompareSearch } from '@/shared/reports/compare-search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/dashboard')({
  validateSearch: readCompareSearch,
  beforeLoad: requireRole(),
  loader: () => fetchTexts('dashboard', 'reports'),
  component: DashboardPage,
});
