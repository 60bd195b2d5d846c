import { useQuery } from '@tanstack/react-query';

import type { DoctorRead, LocationRead, VisitTypeRead } from '@/client';
import { listDoctorVisitTypesOptions } from '@/client/@tanstack/react-query.gen';
import { doctorsOptions, placesOptions, visitTypesOptions } from '@/shared/desk/options';
import { placeOf } from '@/shared/desk/place';
import { useSearchState } from '@/shared/tables/use-search-state';
import { visitorZone } from '@/shared/time/zones';

import type { TimesWanted } from './free-times';
import type { BookingSearch } from './search';

export const ANYWHERE = 'any';
const STORED_TYPE = 'praxis-desk-visit-type';

export interface BookingChoice {
  search: BookingSearch;
  change: (changes: Partial<BookingSearch>) => void;
  doctors: DoctorRead[];
  places: LocationRead[];
  visitTypes: { id: string; name: string; duration_minutes: number }[];
  visitType: { id: string; name: string } | undefined;
  doctor: DoctorRead | undefined;
  place: LocationRead | undefined;
  zoneOf: (locationId: string) => string;
  wanted: TimesWanted | null;
  error: unknown;
  retry: () => void;
}

export function rememberVisitType(id: string): void {
  localStorage.setItem(STORED_TYPE, id);
}

const NONE: never[] = [];

/** What is being looked for: from the address, else as at the last booking of this browser. */
export function useBookingChoice(): BookingChoice {
  const [search, change] = useSearchState<BookingSearch>();
  const doctors = useQuery(doctorsOptions);
  const places = useQuery(placesOptions);
  const types = useQuery(visitTypesOptions);
  const doctor = doctors.data?.find(({ id }) => id === search.doctor);
  const offers = useQuery({
    ...listDoctorVisitTypesOptions({ path: { doctor_id: search.doctor ?? '' } }),
    enabled: search.doctor !== undefined,
    staleTime: 60_000,
  });
  const visitTypes: BookingChoice['visitTypes'] =
    search.doctor === undefined
      ? (types.data ?? NONE)
      : (offers.data?.items.map(({ visit_type_id, ...offer }) => ({
          id: visit_type_id,
          ...offer,
        })) ?? NONE);
  const visitType = typeOf(visitTypes, search.type);
  const anywhere = search.place === ANYWHERE;
  const place = anywhere ? undefined : placeOf(places.data ?? NONE, search.place);
  const zones = Object.fromEntries((places.data ?? NONE).map((one) => [one.id, one.time_zone]));
  const zone = place?.time_zone ?? visitorZone();
  const ready =
    places.isSuccess && (search.doctor === undefined || doctor !== undefined) && visitType;
  const failed = [doctors, places, types, offers].find(({ isError }) => isError);
  return {
    search,
    change,
    doctors: doctors.data ?? NONE,
    places: places.data ?? NONE,
    visitTypes,
    visitType,
    doctor,
    place,
    zoneOf: (id) => zones[id] ?? zone,
    wanted: ready
      ? {
          visitTypeId: visitType.id,
          doctor: doctor && {
            id: doctor.id,
            full_name: doctor.full_name,
            specialty: doctor.specialty,
          },
          specialty: search.specialty,
          placeId: place?.id ?? null,
          zone,
          zones,
          day: search.day,
          part: search.part ?? 'any',
        }
      : null,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}

function typeOf<T extends Pick<VisitTypeRead, 'id'>>(types: T[], asked?: string): T | undefined {
  const remembered = localStorage.getItem(STORED_TYPE);
  return (
    types.find(({ id }) => id === asked) ?? types.find(({ id }) => id === remembered) ?? types[0]
  );
}
