/**
 * The token of a mailed link.
 *
 * It stands after the `#`, which browsers never send, so that no log of a server keeps it; a link
 * with `?token=` is understood too.
 */
export function tokenOf(hash: string, search: { token?: string }): string | null {
  const fromHash = new URLSearchParams(hash.replace(/^#/, '')).get('token');
  return fromHash ?? search.token ?? null;
}

export function tokenSearch(search: Record<string, unknown>): { token?: string } {
  return typeof search.token === 'string' ? { token: search.token } : {};
}
