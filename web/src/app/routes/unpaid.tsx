import { createFileRoute } from '@tanstack/react-router';

import { readUnpaidSearch } from '@/features/payments/search';
import { UnpaidPage } from '@/features/payments/unpaid-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/unpaid')({
  validateSearch: readUnpaidSearch,
  beforeLoad: requireRole('staff', 'admin'),
  component: UnpaidPage,
});
