import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import type * as client from '@/client';

/** An operation of the generated client, such as `listDoctors`. */
type Operation = keyof typeof client;

/** Asks anew whatever came from these operations, with any filters. */
export function useRefresh(): (...operations: Operation[]) => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    (...operations) => {
      const names = new Set<unknown>(operations);
      return queryClient.invalidateQueries({
        predicate: ({ queryKey: [head] }) =>
          typeof head === 'object' && head !== null && '_id' in head && names.has(head._id),
      });
    },
    [queryClient],
  );
}
