/** Which of the server's objections belong to a field of the form, and whether some do not. */

import { fieldErrors } from '@/shared/api/problem';

interface FieldProblems {
  /** By the name of the field. */
  fields: Record<string, string>;
  /** Whether something was said that no field of the form can show. */
  rest: boolean;
}

/** `aliases` name the fields that the form calls otherwise than the API: `{ pointer: field }`. */
export function fieldProblems(
  error: unknown,
  names: readonly string[],
  aliases: Record<string, string> = {},
): FieldProblems {
  const all = Object.entries(fieldErrors(error)).map(
    ([name, text]) => [aliases[name] ?? name, text] as const,
  );
  const known = all.filter(([name]) => names.includes(name));
  return {
    fields: Object.fromEntries(known),
    rest: known.length === 0 || known.length < all.length,
  };
}
