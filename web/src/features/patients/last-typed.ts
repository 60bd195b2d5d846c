/** What was searched for last, so that Back shows it again; of this tab and this user only. */

import { currentSession } from '@/shared/session/session';

let typed = '';
let owner: string | null = null;

function signedIn(): string | null {
  const session = currentSession();
  return session.status === 'signed-in' ? session.user.id : null;
}

export function lastTyped(): string {
  return owner === signedIn() ? typed : '';
}

export function keepTyped(text: string): void {
  owner = signedIn();
  typed = text;
}
