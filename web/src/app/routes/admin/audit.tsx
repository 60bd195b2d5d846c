import { createFileRoute } from '@tanstack/react-router';

import { AuditPage } from '@/features/admin/audit/audit-page';
import { auditSearch } from '@/features/admin/audit/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/audit')({
  validateSearch: auditSearch,
  beforeLoad: requireRole('admin'),
  component: AuditPage,
});
