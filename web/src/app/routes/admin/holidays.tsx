import { createFileRoute } from '@tanstack/react-router';

import { HolidaysPage } from '@/features/admin/holidays/holidays-page';
import { holidaysSearch } from '@/features/admin/holidays/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/holidays')({
  validateSearch: holidaysSearch,
  beforeLoad: requireRole('admin'),
  component: HolidaysPage,
});
