import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** The filters of the address and how to change them; `undefined` takes one away. */
export function useSearchState<S extends object>(): [S, (changes: Partial<S>) => void] {
  const search = useSearch({ strict: false }) as unknown as S;
  const navigate = useNavigate();
  const change = useCallback(
    (changes: Partial<S>) => {
      void navigate({
        to: '.',
        search: ((previous: S) => ({ ...previous, ...changes })) as never,
        // What the entry of the history knows stays with it.
        state: true,
        replace: true,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [search, change];
}
