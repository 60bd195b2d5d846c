import type { StaffDashboard } from '@/client';

interface UnpaidToday {
  place?: string;
  from?: string;
  to?: string;
}

/** The list behind the sum to collect: of today, and of the one place where there is only one. */
export function unpaidToday(locations: StaffDashboard['locations']): UnpaidToday {
  // Far places may have different days now: all of them, then.
  const days = locations.map(({ on }) => on).toSorted();
  return {
    place: locations.length === 1 ? locations[0]?.location.id : undefined,
    from: days[0],
    to: days.at(-1),
  };
}
