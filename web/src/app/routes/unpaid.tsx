import { createFileRoute } from '@tanstack/react-router';

import type { UnpaidSearch } from '@/features/payments/search';
import { UnpaidPage } from '@/features/payments/unpaid-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/unpaid')({
  // Read where it is shown: what reads it need not be loaded by every visitor.
  validateSearch: (search): UnpaidSearch => search,
  beforeLoad: requireRole('staff', 'admin'),
  component: UnpaidPage,
});
