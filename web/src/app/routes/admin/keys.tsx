import { createFileRoute } from '@tanstack/react-router';

import { KeysPage } from '@/features/admin/keys/keys-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/keys')({
  beforeLoad: requireRole('admin'),
  component: KeysPage,
});
