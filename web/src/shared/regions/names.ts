/** Names of regions in the reader's language, and finding them by any of their names. Pure. */

export interface Named {
  id: string;
  name: string;
  /** By language, beside the English one. */
  names: Record<string, string>;
}

export function regionName({ name, names }: Omit<Named, 'id'>, language: string): string {
  return names[language.slice(0, 2)] ?? name;
}

/** The name that the reader did not choose, with its language: people know places by either. */
export function otherName(
  region: Omit<Named, 'id'>,
  language: string,
): { text: string; language: string } | null {
  const shown = regionName(region, language);
  if (shown !== region.name) {
    return { text: region.name, language: 'en' };
  }
  const [first] = Object.entries(region.names).filter(([, name]) => name !== shown);
  return first === undefined ? null : { language: first[0], text: first[1] };
}

/** From the smallest to the largest: "Dhanmondi, Dhaka". */
export function pathText(path: readonly Omit<Named, 'id'>[], language: string): string {
  return path
    .toReversed()
    .map((region) => regionName(region, language))
    .join(', ');
}

/** The part of a path that ends with a region; nothing where it is not on the way. */
export function pathTo<S extends { id: string }>(id: string, path: readonly S[]): readonly S[] {
  return path.slice(0, path.findIndex((step) => step.id === id) + 1);
}

/** As it is compared: composed in one way, without case. */
export function folded(text: string): string {
  return text.normalize('NFC').toLocaleLowerCase('en').trim();
}

/** Whether any of its names, in any script, holds what was typed. */
export function isMeant({ name, names }: Omit<Named, 'id'>, typed: string): boolean {
  const wanted = folded(typed);
  return [name, ...Object.values(names)].some((each) => folded(each).includes(wanted));
}
