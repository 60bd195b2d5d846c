import { act, renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import type { UserRead } from '@/client';

import type { Session } from './session';

let session: Session;
const listeners = new Set<() => void>();

vi.mock('./session', () => ({
  currentSession: () => session,
  subscribeToSession: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
}));

const { useSignedInUser } = await import('./use-session');

function become(next: Session) {
  session = next;
  for (const listener of listeners) {
    listener();
  }
}

const rahim = { id: 'rahim' } as UserRead;

it('a page keeps who was signed in until it is left', () => {
  session = { status: 'signed-in', user: rahim };
  const { result } = renderHook(useSignedInUser);
  act(() => become({ status: 'anonymous' }));
  expect(result.current).toBe(rahim);
});

it('a page that nobody is signed in to is a fault', () => {
  session = { status: 'anonymous' };
  vi.spyOn(console, 'error').mockReturnValue();
  expect(() => renderHook(useSignedInUser)).toThrow('signed-in user');
});
