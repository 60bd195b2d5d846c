/** Passkeys as browsers have them: JSON in, JSON out. */

type Options = Record<string, unknown>;

/** The browser asked for a passkey and got none: not there, not wanted, too late. */
export class NoPasskeyError extends Error {}

async function asJson(asked: Promise<Credential | null>): Promise<Record<string, unknown>> {
  let credential: Credential | null;
  try {
    credential = await asked;
  } catch (error) {
    throw new NoPasskeyError('the browser gave no passkey', { cause: error });
  }
  if (!(credential instanceof PublicKeyCredential)) {
    throw new NoPasskeyError('the browser gave no passkey');
  }
  return credential.toJSON() as unknown as Record<string, unknown>;
}

export function makePasskey(options: Options): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return asJson(navigator.credentials.create({ publicKey }));
}

export function askPasskey(options: Options): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return asJson(navigator.credentials.get({ publicKey }));
}
