import { useQuery } from '@tanstack/react-query';

import type { DoctorRead, LocationRead, OfferRead, VisitTypeRead } from '@/client';
import {
  getDoctorOptions,
  listDoctorVisitTypesOptions,
  listVisitTypesOptions,
} from '@/client/@tanstack/react-query.gen';
import { useLocations } from '@/shared/doctors/use-places';

import type { BookedSlot } from './search';

export interface SlotFacts {
  doctor: DoctorRead;
  /** What this doctor offers it as; absent when they no longer do. */
  offer: OfferRead | undefined;
  type: VisitTypeRead | undefined;
  place: LocationRead | undefined;
}

const MINUTE_MS = 60_000;

/** Everything that is said about the time before it is booked. */
export function useSlotFacts(slot: BookedSlot) {
  const path = { doctor_id: slot.doctor };
  const doctor = useQuery(getDoctorOptions({ path }));
  const offers = useQuery({ ...listDoctorVisitTypesOptions({ path }), staleTime: 5 * MINUTE_MS });
  const types = useQuery({
    ...listVisitTypesOptions({ query: { limit: 200 } }),
    staleTime: 10 * MINUTE_MS,
  });
  const locations = useLocations();
  const queries = [doctor, offers, types, locations];
  const error = queries.find((query) => query.isError)?.error ?? null;
  const facts: SlotFacts | undefined =
    doctor.data && offers.data && types.data && locations.data
      ? {
          doctor: doctor.data,
          offer: offers.data.items.find((offer) => offer.visit_type_id === slot.visit_type),
          type: types.data.items.find(({ id }) => id === slot.visit_type),
          place: locations.data.find(({ id }) => id === slot.location),
        }
      : undefined;
  return { facts, error, retry: () => queries.forEach((query) => void query.refetch()) };
}
