import { createFileRoute, useLocation } from '@tanstack/react-router';

import { tokenOf, tokenSearch } from '@/features/identity/link-token';
import { VerifyEmailPage } from '@/features/identity/verify-email-page';

export const Route = createFileRoute('/verify-email')({
  validateSearch: tokenSearch,
  component: VerifyEmail,
});

function VerifyEmail() {
  const search = Route.useSearch();
  const { hash } = useLocation();
  return <VerifyEmailPage token={tokenOf(hash, search)} />;
}
