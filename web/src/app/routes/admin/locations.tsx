import { createFileRoute } from '@tanstack/react-router';

import { namedListSearch } from '@/features/admin/kit/named-list-search';
import { LocationsPage } from '@/features/admin/locations/locations-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/locations')({
  validateSearch: namedListSearch,
  beforeLoad: requireRole('admin'),
  component: LocationsPage,
});
