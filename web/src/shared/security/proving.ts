/**
 * What needs a fresh proof is refused at first; then the user is asked to show that it is them, and
 * the same request goes out once more. Whoever made it notices nothing but the wait.
 */

import { isProblem } from '@/shared/api/problem';
import { fetchChanged } from '@/shared/api/unchanged';

const NEEDS_PROOF = 'auth.step_up_required';
const NEEDS_FACTOR = 'auth.second_factor_required';
const SECURITY = '/profile';

interface Asking {
  answer: Promise<boolean>;
  done: (proven: boolean) => void;
}

let asking: Asking | null = null;
/** Counts the sessions: what one asked for is never sent in the name of the next. */
let sessions = 0;
const listeners = new Set<() => void>();

export function subscribeToAsking(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function isAsking(): boolean {
  return asking !== null;
}

/** The user showed that it is them, or would not. */
export function finishAsking(proven: boolean): void {
  const present = asking;
  asking = null;
  listeners.forEach((listener) => listener());
  present?.done(proven);
}

/** The session is over, or has become another: nobody is asked any more for what it wanted. */
export function forgetAsking(): void {
  sessions += 1;
  finishAsking(false);
}

/** Several requests at once are answered by one proof. */
function askForProof(): Promise<boolean> {
  if (asking !== null) {
    return asking.answer;
  }
  let done: (proven: boolean) => void = () => undefined;
  const answer = new Promise<boolean>((resolve) => {
    done = resolve;
  });
  asking = { answer, done };
  listeners.forEach((listener) => listener());
  return answer;
}

async function refusalOf(response: Response): Promise<string | null> {
  if (response.status !== 403) {
    return null;
  }
  try {
    const body: unknown = await response.clone().json();
    return isProblem(body) ? body.code : null;
  } catch {
    return null;
  }
}

/** `fetch` for the client; `token` is asked for again, for a proof may take its time. */
export function provingFetch(token: () => Promise<string | undefined>) {
  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const session = sessions;
    const request = new Request(input, init);
    // A file is not kept twice: what uploads needs no proof.
    const again = request.headers.get('Content-Type')?.startsWith('multipart/')
      ? null
      : request.clone();
    const response = await fetchChanged(request);
    const refusal = await refusalOf(response);
    if (refusal === NEEDS_FACTOR && location.pathname !== SECURITY) {
      location.replace(`${SECURITY}#security`);
    }
    if (refusal !== NEEDS_PROOF || again === null || session !== sessions) {
      return response;
    }
    const fresh = (await askForProof()) ? await token() : undefined;
    if (fresh === undefined || session !== sessions) {
      return response;
    }
    again.headers.set('Authorization', `Bearer ${fresh}`);
    return fetchChanged(again);
  };
}
