import { useQuery } from '@tanstack/react-query';

import { listLocationsOptions } from '@/client/@tanstack/react-query.gen';
import { visitorZone } from '@/shared/time/zones';

/**
 * The zone for what belongs to no location (accounts, the audit log): that of the practice where
 * all its locations share one, else the reader's own.
 */
export function usePracticeZone(): string {
  const { data } = useQuery(listLocationsOptions({ query: { limit: 200 } }));
  const zones = new Set(data?.items.map(({ time_zone: zone }) => zone));
  const [only] = zones;
  return zones.size === 1 && only !== undefined ? only : visitorZone();
}
