import { createFileRoute } from '@tanstack/react-router';

import { OverviewPage } from '@/features/admin/overview/overview-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/')({
  beforeLoad: requireRole('admin'),
  component: OverviewPage,
});
