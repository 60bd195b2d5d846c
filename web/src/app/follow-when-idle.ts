import type { QueryClient } from '@tanstack/react-query';

import { currentSession, subscribeToSession } from '@/shared/session/session';

const AGAIN_MS = 5_000;
/** Safari knows no idle time. */
const SOON_MS = 1_000;

function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) {
    requestIdleCallback(work, { timeout: SOON_MS });
  } else {
    setTimeout(work, SOON_MS);
  }
}

async function follow(client: QueryClient): Promise<void> {
  const { followServer } = await import('@/shared/live/follow');
  followServer(client);
}

function load(client: QueryClient): void {
  follow(client).catch(() => setTimeout(() => load(client), AGAIN_MS));
}

/** With the first session of this window, once the page stands: visitors load nothing for it. */
export function followWhenIdle(client: QueryClient): void {
  const begin = () => {
    if (currentSession().status === 'signed-in') {
      forget();
      whenIdle(() => load(client));
    }
  };
  const forget = subscribeToSession(begin);
  begin();
}
