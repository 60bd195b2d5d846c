/** What a mailed link says in its address. Pure. */

export interface VisitLink {
  token: string;
  /** What its reader pressed in the mail; the page only puts it first. */
  wants: 'confirm' | 'cancel' | null;
}

/**
 * The link stands after the `#`, which browsers never send: `#token=…&do=cancel`. Nothing is done
 * by opening it, for programs open links too.
 */
export function linkOf(hash: string): VisitLink | null {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const token = said.get('token');
  const wants = said.get('do');
  if (token === null || token === '') {
    return null;
  }
  return { token, wants: wants === 'confirm' || wants === 'cancel' ? wants : null };
}
