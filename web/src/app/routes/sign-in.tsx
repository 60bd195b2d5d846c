import { createFileRoute, redirect } from '@tanstack/react-router';

import { sitePath } from '@/features/identity/next-path';
import { SignInPage } from '@/features/identity/sign-in-page';
import { HOME } from '@/shared/session/require-role';
import { restoreSession } from '@/shared/session/session';

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = sitePath(search.next);
    return next === undefined ? {} : { next };
  },
  beforeLoad: async ({ search }) => {
    const session = await restoreSession();
    if (session.status === 'signed-in') {
      throw redirect({ href: search.next ?? HOME });
    }
  },
  component: SignIn,
});

function SignIn() {
  const { next } = Route.useSearch();
  return <SignInPage next={next} />;
}
