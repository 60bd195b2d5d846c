import { QueryClient } from '@tanstack/react-query';

import { problemOf } from './problem';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // An answer of the server will not change by asking again; a lost connection may come back.
      retry: (failures, error) => failures < 2 && problemOf(error).status === 0,
    },
  },
});
