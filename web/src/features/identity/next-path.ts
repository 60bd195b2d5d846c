/**
 * Where to go after signing in, if it is a path of this site; an address from outside could lead
 * whoever just typed a password to another site.
 */
export function sitePath(next: unknown, origin = location.origin): string | undefined {
  if (typeof next !== 'string' || !next.startsWith('/')) {
    return undefined;
  }
  try {
    // Browsers read `\` as `/` and skip tabs: the address as they read it decides.
    const url = new URL(next, origin);
    // A path that begins with two slashes would be a host again, once it stands alone.
    const inside = url.origin === origin && !url.pathname.startsWith('//');
    return inside ? `${url.pathname}${url.search}${url.hash}` : undefined;
  } catch {
    return undefined;
  }
}
