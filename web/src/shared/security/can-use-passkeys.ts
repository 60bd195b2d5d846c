/** Whether this browser can do it here; a bare number as the host is no place for passkeys. */
export function canUsePasskeys(): boolean {
  return (
    globalThis.isSecureContext &&
    'PublicKeyCredential' in globalThis &&
    'parseRequestOptionsFromJSON' in PublicKeyCredential &&
    !/^(\d+\.\d+\.\d+\.\d+|\[.*\])$/.test(location.hostname)
  );
}
