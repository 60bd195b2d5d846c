import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import {
  listAppointments,
  type AppointmentRead,
  type DoctorRead,
  type LocationRead,
} from '@/client';
import {
  getOwnDoctorOptions,
  listAvailabilityExceptionsOptions,
  listAvailabilityOptions,
  listAppointmentsQueryKey,
  listOpeningsOptions,
  listTimeOffOptions,
} from '@/client/@tanstack/react-query.gen';
import { allPages } from '@/shared/api/all-pages';
import { useIsMoving } from '@/shared/appointments/moving';
import { doctorsOptions } from '@/shared/desk/options';
import { useLocations } from '@/shared/doctors/use-places';
import { usePollMs } from '@/shared/live/use-live';
import { useHasRole } from '@/shared/session/use-session';
import { visitorZone, windowOf, type Day } from '@/shared/time/zones';

import { SHOWN } from './week';

const MINUTE_MS = 60_000;
const REFRESH_MS = 30_000;
const NO_DOCTORS: DoctorRead[] = [];

/** Whose calendar it is: the own one, or for the desk the one asked for, else the first. */
export function useCalendarDoctor(asked: string | undefined) {
  const own = useHasRole('doctor');
  const self = useQuery({ ...getOwnDoctorOptions(), enabled: own, staleTime: 10 * MINUTE_MS });
  const all = useQuery({ ...doctorsOptions, enabled: !own });
  const doctors = all.data ?? NO_DOCTORS;
  const doctor = own ? self.data : (doctors.find(({ id }) => id === asked) ?? doctors[0]);
  return {
    own,
    doctor,
    doctors,
    isPending: own ? self.isPending : all.isPending,
    error: own ? self.error : all.error,
    retry: () => void (own ? self.refetch() : all.refetch()),
  };
}

export interface CalendarPlaces {
  /** All places, by id. */
  places: ReadonlyMap<string, LocationRead>;
  /** The zones in which the doctor works; the first is the usual one. */
  zones: readonly string[];
  zone: string;
}

/** The places of the doctor and their clocks; undefined while they are not known. */
export function useCalendarPlaces(doctorId: string): CalendarPlaces | undefined {
  const locations = useLocations().data;
  const rules = useQuery(listAvailabilityOptions({ path: { doctor_id: doctorId } })).data;
  return useMemo(() => {
    if (locations === undefined || rules === undefined) {
      return undefined;
    }
    const places = new Map(locations.map((location) => [location.id, location]));
    const named = rules.items.map(({ location_id }) => places.get(location_id)?.time_zone ?? '');
    const zones = [...new Set(named.filter((zone) => zone !== ''))];
    const [zone = locations[0]?.time_zone ?? visitorZone()] = zones;
    return { places, zones: zones.length === 0 ? [zone] : zones, zone };
  }, [locations, rules]);
}

export interface VisitList {
  items: AppointmentRead[];
}

/** The key says "list of appointments", so that a change made anywhere reaches it. */
export function visitsKey(doctorId: string, window: { from: string; to: string }) {
  return [
    ...listAppointmentsQueryKey({ query: { doctor_id: doctorId, status: [...SHOWN], ...window } }),
    'whole',
  ];
}

/** The hours and the visits of some days. */
export function useDays(doctorId: string, days: readonly Day[], zones: readonly string[]) {
  const window = windowOf(days, zones);
  const moving = useIsMoving();
  const visits = useQuery({
    queryKey: visitsKey(doctorId, window),
    queryFn: async ({ signal }): Promise<VisitList> => ({
      items: await allPages((cursor) =>
        listAppointments({
          query: { doctor_id: doctorId, status: [...SHOWN], ...window, limit: 200, cursor },
          signal,
        }),
      ),
    }),
    enabled: !moving,
    refetchInterval: usePollMs(REFRESH_MS),
    refetchOnWindowFocus: 'always',
    placeholderData: keepPreviousData,
  });
  const openings = useQuery({
    ...listOpeningsOptions({ query: { ...window, doctor_id: [doctorId] } }),
    placeholderData: keepPreviousData,
  });
  return { window, visits, openings };
}

/** Leave and dates with other hours that touch some days. */
export function useChanges(doctorId: string, days: readonly Day[]) {
  const query = { from: days[0], to: days.at(-1) };
  const path = { doctor_id: doctorId };
  const exceptions = useQuery(listAvailabilityExceptionsOptions({ path, query })).data?.items;
  const leave = useQuery(listTimeOffOptions({ path, query })).data?.items;
  return { exceptions: exceptions ?? [], leave: leave ?? [] };
}
