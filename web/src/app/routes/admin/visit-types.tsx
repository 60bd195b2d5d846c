import { createFileRoute } from '@tanstack/react-router';

import { namedListSearch } from '@/features/admin/kit/named-list-search';
import { VisitTypesPage } from '@/features/admin/visit-types/visit-types-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/visit-types')({
  validateSearch: namedListSearch,
  beforeLoad: requireRole('admin'),
  component: VisitTypesPage,
});
