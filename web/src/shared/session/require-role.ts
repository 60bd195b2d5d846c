import { redirect } from '@tanstack/react-router';

import type { Role } from '@/client';

import { restoreSession } from './session';

/** For `beforeLoad`: sends visitors to the sign-in page and others to their first page. */
export function requireRole(...roles: Role[]) {
  return async ({ location }: { location: { href: string } }): Promise<void> => {
    const session = await restoreSession();
    if (session.status !== 'signed-in') {
      throw redirect({ to: '/sign-in', search: { next: location.href } });
    }
    if (roles.length > 0 && !roles.includes(session.user.role)) {
      throw redirect({ to: HOME });
    }
  };
}

/** Where everybody who is signed in starts: what is next, and what waits. */
export const HOME = '/dashboard';
