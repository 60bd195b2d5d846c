import { createFileRoute } from '@tanstack/react-router';

import { AuditPage } from '@/features/admin/audit/audit-page';
import type { AuditSearch } from '@/features/admin/audit/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/audit')({
  // Read where it is shown: what reads it need not be loaded by every visitor.
  validateSearch: (search): AuditSearch => search,
  beforeLoad: requireRole('admin'),
  component: AuditPage,
});
