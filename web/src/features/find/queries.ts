import { useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { listDoctors, type OfferRead, type VisitTypeRead } from '@/client';
import {
  listDoctorVisitTypesOptions,
  listFirstSlotsOptions,
  listSlotDaysOptions,
  listSpecialtiesOptions,
  listVisitTypesOptions,
} from '@/client/@tanstack/react-query.gen';
import { useWatchedDoctors } from '@/shared/live/use-live';
import { DAYS_SHOWN } from '@/shared/slots/days-shown';
import { today, visitorZone } from '@/shared/time/zones';

import { comingDay, firstOfEach, type FindSearch } from './search';

const MINUTE_MS = 60_000;
const DOCTORS_A_PAGE = 10;
/** Enough times that some are of other doctors than the first. */
const TIMES_TO_LOOK_AT = 120;
const FIRST_SHOWN = 3;

export const specialtiesOptions = { ...listSpecialtiesOptions(), staleTime: 10 * MINUTE_MS };
export const visitTypesOptions = {
  ...listVisitTypesOptions({ query: { limit: 200 } }),
  staleTime: 10 * MINUTE_MS,
};

/** What most visitors come for: at the practice, and booked without approval. */
export function usualVisitType(types: readonly VisitTypeRead[]): VisitTypeRead | undefined {
  const usual = types.find((type) => type.modality === 'in_person' && !type.needs_approval);
  return usual ?? types[0];
}

/** The kinds of visit, and the one that is searched for. */
export function useVisitTypes(wanted: string | undefined) {
  const query = useQuery(visitTypesOptions);
  const types = query.data?.items;
  const chosen = types?.find(({ id }) => id === wanted) ?? usualVisitType(types ?? []);
  return { query, types, chosen };
}

export function useDoctors({ q, specialty, location, area, language }: FindSearch) {
  const wanted = {
    q,
    specialty,
    location_id: location,
    region_id: area,
    language,
    limit: DOCTORS_A_PAGE,
  };
  return useInfiniteQuery({
    queryKey: ['find-doctors', wanted],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...wanted, cursor: pageParam, count: pageParam === undefined };
      const { data } = await listDoctors({ query, signal });
      return data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** The coming days of some doctors at a glance, in one question. */
export function useDays(
  doctors: readonly { id: string }[],
  { location, from }: FindSearch,
  visitTypeId: string | undefined,
) {
  useWatchedDoctors(doctors.map(({ id }) => id));
  const query = useQuery({
    ...listSlotDaysOptions({
      query: {
        doctor_id: doctors.map(({ id }) => id),
        visit_type_id: visitTypeId ?? '',
        location_id: location,
        from: comingDay(from, today(visitorZone())),
        days: DAYS_SHOWN,
      },
    }),
    enabled: visitTypeId !== undefined && doctors.length > 0,
    refetchInterval: MINUTE_MS,
  });
  return { query, visitTypeId };
}

/** The first free times anywhere, one a doctor. */
export function useFirstAnywhere(search: FindSearch, visitTypeId: string | undefined) {
  const { specialty, location, area, language, from } = search;
  return useQuery({
    ...listFirstSlotsOptions({
      query: {
        visit_type_id: visitTypeId ?? '',
        specialty,
        location_id: location,
        region_id: area,
        language,
        from: comingDay(from, today(visitorZone())),
        limit: TIMES_TO_LOOK_AT,
      },
    }),
    enabled: visitTypeId !== undefined,
    refetchInterval: MINUTE_MS,
    select: (list) => ({ ...list, items: firstOfEach(list.items, FIRST_SHOWN) }),
  });
}

/** What a doctor offers, at which length and fee. */
export function useOffers(doctorId: string) {
  return useQuery({
    ...listDoctorVisitTypesOptions({ path: { doctor_id: doctorId } }),
    staleTime: 5 * MINUTE_MS,
  });
}

export function offerOf(offers: readonly OfferRead[], visitTypeId: string | undefined) {
  return offers.find((offer) => offer.visit_type_id === visitTypeId);
}
