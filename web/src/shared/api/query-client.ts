import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

import { endSession } from '@/shared/session/session';

import { problemOf } from './problem';

function noteFault(error: unknown): void {
  if (problemOf(error).status === 401) {
    endSession();
  }
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteFault }),
  mutationCache: new MutationCache({ onError: noteFault }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // An answer of the server will not change by asking again; a lost connection may come back.
      retry: (failures, error) => failures < 2 && problemOf(error).status === 0,
    },
  },
});
