/** Keeps what this window shows in step with what the server tells. Loaded after the first paint. */

import type { QueryClient } from '@tanstack/react-query';

import { getMe } from '@/client';
import { currentSession, freshToken, subscribeToSession } from '@/shared/session/session';

import { Connection } from './connection';
import type { LiveEvent } from './messages';
import { setLiveState, subscribeToWatched, watchedDoctors } from './state';
import { isLive, isOneVisit, isTouched, whatHappened } from './touched';

/** What happens at once is asked for at once. */
const COLLECT_MS = 100;

function address(): string {
  const { protocol, host } = location;
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/ws`;
}

/** Asks anew what the events of a tenth of a second have made old, once. */
function collector(client: QueryClient): (event: LiveEvent) => void {
  let collected: LiveEvent[] = [];
  const flush = () => {
    const happened = whatHappened(collected);
    collected = [];
    const session = currentSession();
    if (session.status === 'signed-in') {
      const { role } = session.user;
      void client.invalidateQueries({
        predicate: ({ queryKey }) => isTouched(queryKey, happened, role),
      });
    }
  };
  return (event) => {
    if (collected.length === 0) {
      setTimeout(flush, COLLECT_MS);
    }
    collected.push(event);
  };
}

export function followServer(client: QueryClient): void {
  const connection = new Connection(address(), {
    token: freshToken,
    askWho: () => getMe(),
    watched: watchedDoctors,
    onEvent: collector(client),
    onMissed: (first) => {
      // One visit was read a moment ago, which left a trace that its patient sees: not two.
      void client.invalidateQueries({
        predicate: ({ queryKey }) => isLive(queryKey) && !(first && isOneVisit(queryKey)),
      });
    },
    onState: setLiveState,
  });
  let user: string | null = null;
  const follow = () => {
    const session = currentSession();
    const now = session.status === 'signed-in' ? session.user.id : null;
    if (now !== user) {
      user = now;
      connection.stop();
    }
    if (now !== null) {
      connection.start();
    }
  };
  subscribeToSession(follow);
  subscribeToWatched(() => connection.watch());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      connection.resume();
    } else {
      connection.rest();
    }
  });
  addEventListener('online', () => connection.resume());
  addEventListener('offline', () => connection.pause());
  // A page that goes to sleep in the history of the browser may not keep a connection.
  addEventListener('pagehide', () => connection.pause());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) {
      connection.resume();
    }
  });
  follow();
}
