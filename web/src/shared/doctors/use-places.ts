import { useQuery } from '@tanstack/react-query';

import type { LocationRead } from '@/client';
import { listAvailabilityOptions, listLocationsOptions } from '@/client/@tanstack/react-query.gen';

const MINUTE_MS = 60_000;
const NONE: LocationRead[] = [];

/** All places of the practice; they change rarely. */
export function useLocations() {
  return useQuery({
    ...listLocationsOptions({ query: { limit: 200 } }),
    staleTime: 10 * MINUTE_MS,
    select: (page) => page.items,
  });
}

/** Where a doctor has weekly hours; `undefined` while that is not known yet. */
export function useDoctorPlaces(doctorId: string): LocationRead[] | undefined {
  const locations = useLocations();
  const rules = useQuery({
    ...listAvailabilityOptions({ path: { doctor_id: doctorId } }),
    staleTime: 5 * MINUTE_MS,
  });
  if (rules.isError || locations.isError) {
    return NONE;
  }
  if (rules.data === undefined || locations.data === undefined) {
    return undefined;
  }
  const ids = new Set(rules.data.items.map((rule) => rule.location_id));
  return locations.data.filter(({ id }) => ids.has(id));
}
