import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { listAppointments, listOpenings, type AppointmentRead } from '@/client';
import { allPages } from '@/shared/api/all-pages';
import { useIsMoving } from '@/shared/appointments/moving';
import { doctorsOptions, placesOptions, roomsOptions } from '@/shared/desk/options';
import { placeOf } from '@/shared/desk/place';
import { useLiveState, usePollMs } from '@/shared/live/use-live';
import { dayOf, today, windowOf, type Day } from '@/shared/time/zones';

import { isOnBoard } from './day';
import type { BoardSearch } from './search';

const REFRESH_MS = 7_000;
const HOURS_REFRESH_MS = 60_000;
const LIMIT = 200;

export interface VisitList {
  items: AppointmentRead[];
}

/** The key says which operation it is, so that a change of a visit shows here at once. */
export function boardKey(placeId: string | undefined, day: Day, zone: string) {
  return [{ _id: 'listAppointments', board: { placeId, day, zone } }] as const;
}

/** The chosen place and day, and what goes on there; refreshed while somebody looks. */
export function useBoard(search: BoardSearch) {
  const places = useQuery(placesOptions);
  const place = placeOf(places.data ?? [], search.place);
  const zone = place?.time_zone ?? 'UTC';
  const now = today(zone);
  const day = search.day ?? now;
  const moving = useIsMoving();
  const visits = useQuery({
    queryKey: boardKey(place?.id, day, zone),
    queryFn: async ({ queryKey: [{ board }], signal }): Promise<VisitList> => {
      const query = {
        location_id: board.placeId,
        ...windowOf([board.day], [board.zone]),
        limit: LIMIT,
      };
      const items = await allPages((cursor) =>
        listAppointments({ query: { ...query, cursor }, signal }),
      );
      return { items };
    },
    enabled: place !== undefined && !moving,
    refetchInterval: usePollMs(REFRESH_MS),
    refetchOnWindowFocus: true,
  });
  const openings = useQuery({
    queryKey: ['board', 'openings', place?.id, day, zone],
    queryFn: async ({ signal }) => {
      const query = { location_id: place?.id, ...windowOf([day], [zone]) };
      const { data } = await listOpenings({ query, signal });
      return data.items;
    },
    enabled: place !== undefined,
    refetchInterval: HOURS_REFRESH_MS,
  });
  const doctors = useQuery(doctorsOptions);
  const rooms = useQuery({ ...roomsOptions(place?.id ?? ''), enabled: place !== undefined });
  const failed = [places, visits, openings, doctors, rooms].find(
    ({ isError, data }) => isError && data === undefined,
  );
  return {
    place,
    places: places.data,
    day,
    today: now,
    zone,
    visits: useShown(visits.data?.items, zone, day),
    openings: openings.data,
    doctors: doctors.data,
    rooms: rooms.data,
    /** What is shown may be old: the last answer did not come. */
    stale: visits.isError && visits.data !== undefined,
    /** Changes of others show only after some seconds. */
    delayed: useLiveState() === 'lost',
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}

export type Board = ReturnType<typeof useBoard>;

/** The same list as long as nothing changed, so that the grid is not laid out anew. */
function useShown(
  list: readonly AppointmentRead[] | undefined,
  zone: string,
  day: Day,
): readonly AppointmentRead[] | undefined {
  return useMemo(
    () => list?.filter((each) => isOnBoard(each) && dayOf(each.starts_at, zone) === day),
    [list, zone, day],
  );
}
