import { fieldErrors } from '@/shared/api/problem';

/** What the server holds against the amount, if it is that. */
export function amountProblem(error: unknown): string | undefined {
  if (error === null || error === undefined) {
    return undefined;
  }
  const found = Object.entries(fieldErrors(error)).find(([path]) => /^amount(\.|$)/.test(path));
  return found?.[1];
}
