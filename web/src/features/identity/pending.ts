/** A sign-in of which the password was right and a second step is to come. */

import { isProblem } from '@/shared/api/problem';

export type Method = 'totp' | 'passkey' | 'recovery_code';

const METHODS: readonly Method[] = ['totp', 'passkey', 'recovery_code'];

export interface Pending {
  token: string;
  methods: readonly Method[];
}

/** What an error of signing in says of the second step, if that is what it is. */
export function pendingOf(error: unknown): Pending | null {
  if (!isProblem(error) || error.code !== 'auth.mfa_required') {
    return null;
  }
  const { mfa_token: token, methods } = error as { mfa_token?: unknown; methods?: unknown };
  if (typeof token !== 'string' || !Array.isArray(methods)) {
    return null;
  }
  return { token, methods: METHODS.filter((method) => methods.includes(method)) };
}
