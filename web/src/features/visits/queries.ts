import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import {
  listAppointmentsInfiniteOptions,
  listAppointmentsOptions,
} from '@/client/@tanstack/react-query.gen';
import { PAGING } from '@/shared/tables/paging';

import { isUpcoming, NOT_OVER, upcomingSince } from './standing';

const PAST_AT_ONCE = 20;

/** All that are still to come, the soonest first; nobody has more than a page of them. */
export function useUpcoming(patientId: string | undefined, now: number) {
  const [since] = useState(() => upcomingSince(now));
  return useQuery({
    ...listAppointmentsOptions({
      query: { status: NOT_OVER, patient_id: patientId, from: since, order: 'asc', limit: 200 },
    }),
    select: ({ items }) => items.filter((visit) => isUpcoming(visit, now)),
  });
}

/** All that are over or came to nothing, the latest first. */
export function usePast(patientId: string | undefined, now: number) {
  return useInfiniteQuery({
    ...listAppointmentsInfiniteOptions({
      query: { patient_id: patientId, order: 'desc', limit: PAST_AT_ONCE },
    }),
    ...PAGING,
    select: ({ pages }) =>
      pages.flatMap(({ items }) => items).filter((visit) => !isUpcoming(visit, now)),
  });
}
