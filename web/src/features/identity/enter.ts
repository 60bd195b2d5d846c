import { login, register, type RegisterData } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { startSession } from '@/shared/session/session';

/**
 * `signed-in`; or `mailed` where only the mail helps on: an account with this e-mail exists (which
 * is told to nobody else), or the practice wants the e-mail confirmed first.
 */
export type Entry = 'signed-in' | 'mailed';

/** Registers and signs in. `key` makes a repeated sending of the same form harmless. */
export async function registerAndEnter(body: RegisterData['body'], key: string): Promise<Entry> {
  await register({ body, headers: { 'Idempotency-Key': key } });
  try {
    const { data } = await login({ body: { email: body.email, password: body.password } });
    await startSession(data);
    return 'signed-in';
  } catch (error) {
    if (['auth.bad_credentials', 'auth.email_not_verified'].includes(problemOf(error).code)) {
      return 'mailed';
    }
    throw error;
  }
}
