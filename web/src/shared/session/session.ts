/**
 * Who is signed in, in this browser.
 *
 * The access token lives in memory only; the refresh token in a cookie that scripts cannot read.
 * A refresh token works once, so tabs take turns (Web Locks): two at once would end the session.
 */

import { getMe, logout, refreshToken, type UserRead } from '@/client';
import { client } from '@/client/client.gen';
import '@/shared/api/language';
import { problemOf } from '@/shared/api/problem';
import { forgetKnownAnswers } from '@/shared/api/unchanged';
import { forgetEmergencies } from '@/shared/emergencies/closing';
import { forgetAsking, provingFetch } from '@/shared/security/proving';
import { saveLastWords } from '@/shared/session/last-words';

export type Session =
  { status: 'restoring' } | { status: 'anonymous' } | { status: 'signed-in'; user: UserRead };

interface Token {
  value: string;
  expiresAt: number;
}

const REMEMBERED = 'praxis-signed-in';
/** The user left, and the server could not be told yet. */
const LEFT_UNTOLD = 'praxis-left-untold';
const EARLY_MS = 30_000;

let session: Session = { status: 'restoring' };
let token: Token | null = null;
let restoring: Promise<Session> | null = null;
let latestUser: string | null = null;
/** Counts the ends of sessions: an answer from before the last one says nothing any more. */
let ended = 0;
const listeners = new Set<() => void>();
const forgetters = new Set<() => void>();
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('praxis-session') : null;

export function currentSession(): Session {
  return session;
}

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For what was typed: it waits for its typist, who may only have to sign in again. */
export function whenAnotherSignsIn(forget: () => void): void {
  forgetters.add(forget);
}

function show(next: Session): Session {
  session = next;
  if (next.status === 'signed-in') {
    if (latestUser !== null && latestUser !== next.user.id) {
      forgetters.forEach((forget) => forget());
    }
    latestUser = next.user.id;
  }
  listeners.forEach((listener) => listener());
  return next;
}

function become(next: Session): Session {
  localStorage.setItem(REMEMBERED, next.status === 'signed-in' ? '1' : '0');
  return show(next);
}

function keep(answer: { access_token: string; expires_in: number }): void {
  token = { value: answer.access_token, expiresAt: Date.now() + answer.expires_in * 1000 };
}

function isFresh(): boolean {
  return token !== null && token.expiresAt - EARLY_MS > Date.now();
}

/** Whether the server knows of no session; a lost connection or a busy server says nothing. */
function isRefused(error: unknown): boolean {
  const { status } = problemOf(error);
  return status >= 400 && status < 500 && status !== 429;
}

async function refresh(): Promise<void> {
  await navigator.locks.request('praxis-refresh', async () => {
    if (isFresh()) {
      return;
    }
    const before = ended;
    try {
      const { data } = await refreshToken({ auth: undefined });
      if (ended === before) {
        keep(data);
      }
    } catch (error) {
      if (!isRefused(error)) {
        throw error;
      }
      if (ended === before) {
        endSession();
      }
    }
  });
}

/** The token for the next request; refreshed when it is about to end. */
export async function freshToken(): Promise<string | undefined> {
  if (session.status === 'signed-in' && !isFresh()) {
    await refresh();
  }
  return token?.value;
}

client.setConfig({ baseUrl: '', auth: freshToken, fetch: provingFetch(freshToken) });

// Whoever asked: the server knows this session no more. A token from before the present one does
// not end what came after it.
client.interceptors.response.use((response, request) => {
  const sent = request.headers.get('Authorization');
  if (response.status === 401 && token !== null && sent === `Bearer ${token.value}`) {
    endSession();
  }
  return response;
});

/**
 * Take up the session that the cookie holds, once a page load. Rejects, and tries again when it is
 * asked again, while the server cannot be reached.
 */
export function restoreSession(): Promise<Session> {
  restoring ??= takeUp();
  return restoring;
}

async function takeUp(): Promise<Session> {
  if (localStorage.getItem(LEFT_UNTOLD) !== null) {
    await tellOfLeaving();
  }
  if (localStorage.getItem(REMEMBERED) !== '1') {
    return become({ status: 'anonymous' });
  }
  try {
    await refresh();
    return token === null ? become({ status: 'anonymous' }) : await adopt();
  } catch (error) {
    restoring = null;
    // Still remembered: pages for everybody show meanwhile what they show to visitors.
    show({ status: 'anonymous' });
    throw error;
  }
}

async function adopt(): Promise<Session> {
  try {
    const { data } = await getMe();
    return become({ status: 'signed-in', user: data });
  } catch (error) {
    if (!isRefused(error)) {
      throw error;
    }
    token = null;
    return become({ status: 'anonymous' });
  }
}

/** After a successful sign-in: keep the token and learn who it is. */
export async function startSession(answer: {
  access_token: string;
  expires_in: number;
}): Promise<Session> {
  keep(answer);
  localStorage.removeItem(LEFT_UNTOLD);
  const started = await adopt();
  restoring = Promise.resolve(started);
  tabs?.postMessage('started');
  return started;
}

/** The account changed (name, language, photo): show it everywhere. */
export function updateSessionUser(user: UserRead): void {
  if (session.status === 'signed-in') {
    become({ status: 'signed-in', user });
  }
}

/** The server no longer knows this session, or the user left in another tab. */
export function endSession(): void {
  token = null;
  ended += 1;
  forgetKnownAnswers();
  forgetAsking();
  forgetEmergencies();
  restoring = Promise.resolve({ status: 'anonymous' });
  if (session.status !== 'anonymous') {
    become({ status: 'anonymous' });
  }
}

/**
 * Leaves, here and in all tabs, connection or not, once `away` has left the page that needs an
 * account. Whether the server was told; if not, it is told when the app is opened again.
 */
export async function signOut(away: () => Promise<void>): Promise<boolean> {
  // First, for without a connection the way to the next page may end outside the app.
  localStorage.setItem(LEFT_UNTOLD, '1');
  localStorage.setItem(REMEMBERED, '0');
  await saveLastWords();
  await away();
  const last = token?.value;
  endSession();
  tabs?.postMessage('ended');
  return tellOfLeaving(last);
}

async function tellOfLeaving(last?: string): Promise<boolean> {
  try {
    // The cookie is enough: a token that ran out is not refreshed for it.
    await logout({ auth: last });
  } catch (error) {
    if (problemOf(error).status !== 401) {
      return false;
    }
  }
  localStorage.removeItem(LEFT_UNTOLD);
  return true;
}

tabs?.addEventListener('message', ({ data }: MessageEvent<string>) => {
  if (data === 'ended') {
    endSession();
  } else {
    // The cookie is now that of the other tab: who it is may have changed.
    token = null;
    restoring = null;
    forgetAsking();
    restoreSession().catch(() => undefined);
  }
});

whenAnotherSignsIn(forgetKnownAnswers);
whenAnotherSignsIn(forgetAsking);
whenAnotherSignsIn(forgetEmergencies);
