import type security from '@/locales/en/security.json';
import type { ApiKeyCreate } from '@/client';

export type Scope = ApiKeyCreate['scopes'][number];
type Key = keyof (typeof security)['keys']['scope'];
type KeyOf<S extends string> = S extends `${infer Domain}:${infer Way}`
  ? `${Domain}_${Way}`
  : never;

/** Of the words for a scope: a colon would part the names of texts. */
export function keyOf(scope: Scope): Key {
  return scope.replace(':', '_') as KeyOf<Scope>;
}

/** As the server knows them; each has its words. */
export const SCOPES: readonly Scope[] = [
  'directory:read',
  'directory:write',
  'schedules:write',
  'patients:read',
  'patients:write',
  'appointments:read',
  'appointments:write',
  'payments:read',
  'payments:write',
  'reports:read',
  'audit:read',
];

export type KeyState = 'good' | 'ended' | 'revoked' | 'maker_left';

/** Whether a key still opens something, and why not. */
export function stateOf(
  key: { revoked_at: string | null; expires_at: string; maker_is_admin: boolean },
  now: number,
): KeyState {
  if (key.revoked_at !== null) {
    return 'revoked';
  }
  if (Date.parse(key.expires_at) <= now) {
    return 'ended';
  }
  return key.maker_is_admin ? 'good' : 'maker_left';
}
