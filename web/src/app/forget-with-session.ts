import type { QueryClient } from '@tanstack/react-query';

import { currentSession, subscribeToSession } from '@/shared/session/session';

function signedIn(): string | null {
  const session = currentSession();
  return session.status === 'signed-in' ? session.user.id : null;
}

/**
 * When a session ends, also by itself or in another tab, what its user saw is forgotten, and the
 * page that needs an account makes way: nobody finds it open, least of all the next user.
 */
export function forgetWithSession(
  client: Pick<QueryClient, 'clear'>,
  router: { invalidate: () => Promise<void> },
): () => void {
  let before = signedIn();
  return subscribeToSession(() => {
    const left = before !== null && before !== signedIn();
    before = signedIn();
    if (left) {
      client.clear();
      void router.invalidate();
    }
  });
}
