/** What was left empty is `null` for the API. */
export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
