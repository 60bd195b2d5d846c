import { useQuery } from '@tanstack/react-query';

import {
  getOwnDoctorOptions,
  listAppointmentsOptions,
  listAvailabilityOptions,
} from '@/client/@tanstack/react-query.gen';
import { useLocations } from '@/shared/doctors/use-places';
import { usePollMs } from '@/shared/live/use-live';
import { today, visitorZone, windowOf, type Day } from '@/shared/time/zones';

import { onDay } from './day';

const MINUTE_MS = 60_000;
const REFRESH_MS = 10_000;

/** The zones that the doctor works in, the first of them for "today"; unknown while loading. */
export function useOwnZones(): string[] | undefined {
  const doctor = useQuery({ ...getOwnDoctorOptions(), staleTime: 10 * MINUTE_MS });
  const id = doctor.data?.id ?? '';
  const rules = useQuery({
    ...listAvailabilityOptions({ path: { doctor_id: id } }),
    enabled: id !== '',
    staleTime: 10 * MINUTE_MS,
  });
  const locations = useLocations();
  if (doctor.isError || rules.isError || locations.isError) {
    return [visitorZone()];
  }
  if (rules.data === undefined || locations.data === undefined) {
    return undefined;
  }
  const worksAt = new Set(rules.data.items.map(({ location_id }) => location_id));
  const zones = locations.data
    .filter(({ id: place }) => worksAt.has(place))
    .map(({ time_zone }) => time_zone);
  return zones.length === 0 ? [visitorZone()] : [...new Set(zones)];
}

/** The visits of a day, asked for again every few seconds on the day itself. */
export function useDay(day: Day, zones: readonly string[]) {
  const { from, to } = windowOf([day], zones);
  const isToday = day === today(zones[0] ?? visitorZone());
  const often = usePollMs(REFRESH_MS);
  return useQuery({
    ...listAppointmentsOptions({ query: { from, to, limit: 200 } }),
    select: (page) => onDay(page.items, day),
    refetchInterval: isToday ? often : false,
    refetchOnWindowFocus: 'always',
  });
}
