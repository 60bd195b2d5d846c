import { createFileRoute } from '@tanstack/react-router';

import { EmergenciesPage } from '@/features/admin/emergencies/emergencies-page';
import { emergenciesSearch } from '@/features/admin/emergencies/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/emergencies')({
  validateSearch: emergenciesSearch,
  beforeLoad: requireRole('admin'),
  component: EmergenciesPage,
});
