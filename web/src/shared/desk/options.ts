/** What the desk chooses from; it changes rarely and is asked for once. */

import { queryOptions } from '@tanstack/react-query';

import { listDoctors, listLocations, listResources, listVisitTypes } from '@/client';
import { allPages } from '@/shared/api/all-pages';

const MINUTES = 60_000;
const LIMIT = 200;

export const doctorsOptions = queryOptions({
  queryKey: ['desk', 'doctors'],
  queryFn: ({ signal }) =>
    allPages((cursor) => listDoctors({ query: { limit: LIMIT, cursor }, signal })),
  staleTime: 10 * MINUTES,
});

export const placesOptions = queryOptions({
  queryKey: ['desk', 'places'],
  queryFn: ({ signal }) =>
    allPages((cursor) => listLocations({ query: { limit: LIMIT, cursor }, signal })),
  staleTime: 10 * MINUTES,
});

export const visitTypesOptions = queryOptions({
  queryKey: ['desk', 'visit-types'],
  queryFn: ({ signal }) =>
    allPages((cursor) => listVisitTypes({ query: { limit: LIMIT, cursor }, signal })),
  staleTime: 10 * MINUTES,
});

export function roomsOptions(locationId: string) {
  return queryOptions({
    queryKey: ['desk', 'rooms', locationId],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        listResources({
          query: { location_id: locationId, kind: 'room', limit: LIMIT, cursor },
          signal,
        }),
      ),
    staleTime: 10 * MINUTES,
  });
}
