import { useState, useSyncExternalStore } from 'react';

import type { Role, UserRead } from '@/client';

import { currentSession, subscribeToSession, type Session } from './session';

export function useSession(): Session {
  return useSyncExternalStore(subscribeToSession, currentSession);
}

/** The signed-in user, or `null` for a visitor. */
export function useUser(): UserRead | null {
  const session = useSession();
  return session.status === 'signed-in' ? session.user : null;
}

/**
 * The user of a page that only signed-in people reach (see `requireRole`): when the session ends, the
 * one who has just left, until the page is left, too.
 */
export function useSignedInUser(): UserRead {
  const user = useUser();
  const [last, setLast] = useState(user);
  if (user !== null && user !== last) {
    setLast(user);
  }
  const shown = user ?? last;
  if (shown === null) {
    throw new Error('this page needs a signed-in user');
  }
  return shown;
}

export function useHasRole(...roles: Role[]): boolean {
  const user = useUser();
  return user !== null && roles.includes(user.role);
}
