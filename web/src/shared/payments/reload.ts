import type { QueryClient } from '@tanstack/react-query';

import { reloadVisits } from '@/shared/appointments/cache';

const SHOWING = new Set(['getVisitAccount', 'listPayments', 'getDayEnd']);

/** Asks anew for all that shows payments, and for the visits that they are for. */
export async function reloadPayments(client: QueryClient): Promise<void> {
  await Promise.all([
    reloadVisits(client),
    client.invalidateQueries({
      predicate: ({ queryKey: [head] }) =>
        typeof head === 'object' && head !== null && '_id' in head && SHOWING.has(String(head._id)),
    }),
  ]);
}
