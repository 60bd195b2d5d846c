import { useMemo } from 'react';

import type { RawSearch } from './search';
import { useSearchState } from './use-search-state';

/**
 * The address as `read` understands it, and how to change it.
 *
 * Read where it is shown, not by the route: routes are loaded by every visitor.
 */
export function useReadSearch<S extends object>(
  read: (raw: RawSearch) => S,
): [S, (changes: Partial<S>) => void] {
  const [raw, change] = useSearchState<S>();
  return [useMemo(() => read(raw as RawSearch), [read, raw]), change];
}
