import { useQuery } from '@tanstack/react-query';

import {
  listAllAppointmentsOptions,
  listDeadLettersOptions,
  listDoctorsOptions,
  listLocationsOptions,
  listVisitTypesOptions,
} from '@/client/@tanstack/react-query.gen';

export interface Counts {
  /** Registered as a doctor, not let in yet. */
  waitingDoctors: number;
  /** Bookings that wait for the practice. */
  requests: number;
  /** Messages that did not get through. */
  deadLetters: number;
  doctors: number;
  locations: number;
  visitTypes: number;
}

interface CountsQuery {
  counts: Counts | null;
  error: unknown;
  retry: () => void;
}

const ONE = { limit: 1, count: true } as const;

/** How many of everything that an administrator looks after; asked anew each minute. */
export function useCounts(): CountsQuery {
  const often = { refetchInterval: 60_000 };
  const queries = [
    useQuery({ ...listDoctorsOptions({ query: { ...ONE, status: 'pending' } }), ...often }),
    useQuery({
      ...listAllAppointmentsOptions({ query: { ...ONE, status: ['pending'] } }),
      ...often,
    }),
    useQuery({ ...listDeadLettersOptions({ query: ONE }), ...often }),
    useQuery(listDoctorsOptions({ query: { ...ONE, status: 'approved' } })),
    useQuery(listLocationsOptions({ query: ONE })),
    useQuery(listVisitTypesOptions({ query: ONE })),
  ] as const;
  const totals = queries.map(({ data }) => data?.total);
  const [waitingDoctors, requests, deadLetters, doctors, locations, visitTypes] = totals;
  const known = totals.every((total) => typeof total === 'number');
  return {
    counts: known
      ? {
          waitingDoctors: waitingDoctors ?? 0,
          requests: requests ?? 0,
          deadLetters: deadLetters ?? 0,
          doctors: doctors ?? 0,
          locations: locations ?? 0,
          visitTypes: visitTypes ?? 0,
        }
      : null,
    error: queries.find(({ error }) => error !== null)?.error ?? null,
    retry: () => {
      for (const query of queries) {
        void query.refetch();
      }
    },
  };
}
