import { useEffect, useSyncExternalStore } from 'react';

import { liveState, subscribeToLiveState, watchDoctors, type LiveState } from './state';

/** What is told live is asked for all the same, in case that something was not told. */
const SAFETY_MS = 60_000;

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribeToLiveState, liveState);
}

/** How often to ask for what is told live: every `ms` while nothing is told. */
export function usePollMs(ms: number): number {
  return useLiveState() === 'live' ? Math.max(ms, SAFETY_MS) : ms;
}

/** The free times of these doctors change before the eyes of whoever looks. */
export function useWatchedDoctors(ids: readonly string[]): void {
  const key = ids.join(' ');
  useEffect(() => (key === '' ? undefined : watchDoctors(key.split(' '))), [key]);
}
