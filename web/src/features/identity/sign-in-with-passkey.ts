import { loginWithPasskey, startPasskeyLogin } from '@/client';
import { askPasskey } from '@/shared/security/passkeys';
import { startSession } from '@/shared/session/session';

export async function signInWithPasskey(): Promise<void> {
  const { data: started } = await startPasskeyLogin();
  const credential = await askPasskey(started.public_key);
  const { data } = await loginWithPasskey({ body: { credential } });
  await startSession(data);
}
