import { queryOptions, useQuery } from '@tanstack/react-query';

import { listPatientsOptions } from '@/client/@tanstack/react-query.gen';

import { holderFirst } from './holder-first';

const MINUTE_MS = 60_000;

/** The patients of the account: first whose account it is, then those they care for by name. */
export const ownPatientsOptions = queryOptions({
  ...listPatientsOptions({ query: { limit: 200 } }),
  staleTime: 5 * MINUTE_MS,
  select: (page) => holderFirst(page.items),
});

export function useOwnPatients() {
  return useQuery(ownPatientsOptions);
}
