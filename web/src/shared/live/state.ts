/** How the live connection stands, and what pages want from it. The connection comes later. */

/** `off`: nobody wants one, or not yet; `live`: what changes shows at once; `lost`: it does not. */
export type LiveState = 'off' | 'live' | 'lost';

const MOST_WATCHED = 20;

let state: LiveState = 'off';
const listeners = new Set<() => void>();
const watchers = new Set<readonly string[]>();
const watchListeners = new Set<() => void>();

export function liveState(): LiveState {
  return state;
}

export function setLiveState(next: LiveState): void {
  if (next !== state) {
    state = next;
    listeners.forEach((listener) => listener());
  }
}

export function subscribeToLiveState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whose free times are looked at now; of too many, those that were looked at last. */
export function watchedDoctors(): string[] {
  return [...new Set([...watchers].reverse().flat())].slice(0, MOST_WATCHED);
}

export function subscribeToWatched(listener: () => void): () => void {
  watchListeners.add(listener);
  return () => watchListeners.delete(listener);
}

/** Have these doctors' free times told live until the answer is called. */
export function watchDoctors(ids: readonly string[]): () => void {
  watchers.add(ids);
  watchListeners.forEach((listener) => listener());
  return () => {
    watchers.delete(ids);
    watchListeners.forEach((listener) => listener());
  };
}
