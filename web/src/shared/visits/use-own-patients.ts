import { useQuery } from '@tanstack/react-query';

import { listPatientsOptions } from '@/client/@tanstack/react-query.gen';

const MINUTE_MS = 60_000;

/** The patients of the account: oneself and those one cares for. */
export function useOwnPatients() {
  return useQuery({
    ...listPatientsOptions({ query: { limit: 100 } }),
    staleTime: 5 * MINUTE_MS,
    select: (page) => page.items,
  });
}
