import { createFileRoute } from '@tanstack/react-router';

import { DoctorsPage } from '@/features/admin/doctors/doctors-page';
import { doctorsSearch } from '@/features/admin/doctors/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/doctors')({
  validateSearch: doctorsSearch,
  beforeLoad: requireRole('admin'),
  component: DoctorsPage,
});
