/** What a form changed, and how it meets what others changed meanwhile. */

/** Only the fields whose value differs; equal content is no change. */
export function changesOf<V extends object>(from: V, to: V): Partial<V> {
  const names = Object.keys(to) as (keyof V)[];
  return Object.fromEntries(
    names.filter((name) => !same(from[name], to[name])).map((name) => [name, to[name]]),
  ) as Partial<V>;
}

export function isChanged<V extends object>(from: V, to: V): boolean {
  return Object.keys(changesOf(from, to)).length > 0;
}

interface Rebased<V> {
  values: V;
  /** Fields that both changed, to different values: what was typed stands. */
  clashes: (keyof V & string)[];
}

/** What was typed over `base`, put over `current`: nothing typed is lost, nothing else is undone. */
export function rebase<V extends object>(base: V, typed: V, current: V): Rebased<V> {
  const mine = changesOf(base, typed);
  const theirs = changesOf(base, current);
  const clashes = (Object.keys(mine) as (keyof V & string)[]).filter(
    (name) => name in theirs && !same(mine[name], theirs[name]),
  );
  return { values: { ...current, ...mine }, clashes };
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
