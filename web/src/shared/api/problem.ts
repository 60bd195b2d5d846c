/** RFC 9457 problem answers, the only kind of error that the API gives. */

import type { FieldError, Problem } from '@/client';

export const OFFLINE = 'web.offline';
export const UNREADABLE = 'web.unreadable';

export function isProblem(error: unknown): error is Problem {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    'status' in error &&
    typeof error.status === 'number'
  );
}

/** Any thrown value as a problem; a request that never arrived has the code `web.offline`. */
export function problemOf(error: unknown): Problem {
  if (isProblem(error)) {
    return error;
  }
  const code = error instanceof TypeError ? OFFLINE : UNREADABLE;
  return { type: `urn:praxis:problem:${code}`, title: '', detail: '', status: 0, code };
}

/** What is wrong with one field of the form, by its JSON pointer (`/starts_at`). */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors: FieldError[] = problemOf(error).errors ?? [];
  return Object.fromEntries(
    errors.map(({ pointer, detail }) => [pointer.replace(/^\//, '').replaceAll('/', '.'), detail]),
  );
}
