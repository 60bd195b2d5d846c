/** The fields that were left empty, each with the same word of advice. */
export function missing<V extends object>(
  values: V,
  names: readonly (keyof V & string)[],
  advice: string,
): Record<string, string> {
  return Object.fromEntries(
    names
      .filter((name) => {
        const value = values[name];
        return value === null || (typeof value === 'string' && value.trim() === '');
      })
      .map((name) => [name, advice]),
  );
}

/** An empty text is no value for the API. */
export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
