import { createFileRoute } from '@tanstack/react-router';

import { UsersPage } from '@/features/admin/users/users-page';
import { usersSearch } from '@/features/admin/users/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/users')({
  validateSearch: usersSearch,
  beforeLoad: requireRole('admin'),
  component: UsersPage,
});
