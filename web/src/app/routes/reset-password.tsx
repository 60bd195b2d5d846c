import { createFileRoute, useLocation } from '@tanstack/react-router';

import { tokenOf, tokenSearch } from '@/features/identity/link-token';
import { ResetPasswordPage } from '@/features/identity/reset-password-page';

export const Route = createFileRoute('/reset-password')({
  validateSearch: tokenSearch,
  component: ResetPassword,
});

function ResetPassword() {
  const search = Route.useSearch();
  const { hash } = useLocation();
  return <ResetPasswordPage token={tokenOf(hash, search)} />;
}
