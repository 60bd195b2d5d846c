/** When to connect again after a connection ended. Pure. */

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** The server knows the session no more; too many windows are open. The API's own close codes. */
const SESSION_ENDED = 4401;
const TOO_MANY = 4429;
const TOO_SLOW = 4408;
const RESTART = 1012;

export interface Retry {
  /** Ask first whether somebody is still signed in. */
  asksWho: boolean;
  afterMs: number;
}

/**
 * Each failure in a row doubles the wait up to a minute. `chance` (0 to 1) spreads those who lost
 * the same server, so that they do not come back as one.
 */
export function waitMs(failures: number, chance: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return Math.round(longest / 2 + (chance * longest) / 2);
}

/** `failures`: how many connections in a row never became ready. */
export function retryAfter(code: number, failures: number, chance: number): Retry {
  const afterMs = waitMs(failures, chance);
  switch (code) {
    case SESSION_ENDED:
      return { asksWho: true, afterMs };
    case TOO_MANY:
      return { asksWho: false, afterMs: LONGEST_MS };
    case TOO_SLOW:
    case RESTART:
      return { asksWho: false, afterMs: failures === 0 ? Math.round(chance * FIRST_MS) : afterMs };
    default:
      return { asksWho: false, afterMs };
  }
}
