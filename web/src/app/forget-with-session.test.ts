import { beforeEach, expect, it, vi } from 'vitest';

import type { UserRead } from '@/client';
import type { Session } from '@/shared/session/session';

import { forgetWithSession } from './forget-with-session';

let session: Session = { status: 'anonymous' };
let tell = () => undefined as void;

vi.mock('@/shared/session/session', () => ({
  currentSession: () => session,
  subscribeToSession: (listener: () => void) => {
    tell = listener;
    return () => undefined;
  },
}));

const client = { clear: vi.fn() };
const router = { invalidate: vi.fn(() => Promise.resolve()) };

function become(next: Session) {
  session = next;
  tell();
}

function signedIn(id: string): Session {
  return { status: 'signed-in', user: { id } as UserRead };
}

beforeEach(() => {
  vi.clearAllMocks();
  session = { status: 'anonymous' };
  forgetWithSession(client, router);
  become(signedIn('rahim'));
});

it('leaves everything while the same user stays', () => {
  become(signedIn('rahim'));

  expect(client.clear).not.toHaveBeenCalled();
  expect(router.invalidate).not.toHaveBeenCalled();
});

it.each<[string, Session]>([
  ['the session ends', { status: 'anonymous' }],
  ['somebody else signs in elsewhere', signedIn('karim')],
])('forgets what was seen when %s', (_, next) => {
  become(next);

  expect(client.clear).toHaveBeenCalledOnce();
  expect(router.invalidate).toHaveBeenCalledOnce();
});
