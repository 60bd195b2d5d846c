import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { listSlots, type SlotList } from '@/client';
import { listSlotsOptions } from '@/client/@tanstack/react-query.gen';
import { useWatchedDoctors } from '@/shared/live/use-live';
import { addDays, type Day } from '@/shared/time/zones';

import { DAYS_SHOWN } from './days-shown';

export interface SlotsWanted {
  doctorId: string;
  visitTypeId: string;
  locationId?: string | null;
}

/** Stretches of days to look through for the next free time, one after the other. */
const STRETCHES = [14, 28, 56, 84];

function slotsOf({ doctorId, visitTypeId, locationId }: SlotsWanted, from: Day, to: Day) {
  return {
    path: { doctor_id: doctorId },
    query: { visit_type_id: visitTypeId, location_id: locationId ?? undefined, from, to },
  };
}

function weekOptions(wanted: SlotsWanted, first: Day) {
  return listSlotsOptions(slotsOf(wanted, first, addDays(first, DAYS_SHOWN - 1)));
}

/** The free times of the days that a strip shows; the next days are fetched ahead. */
export function useSlotWeek(wanted: SlotsWanted, first: Day) {
  const client = useQueryClient();
  const { doctorId, visitTypeId, locationId } = wanted;
  useWatchedDoctors([doctorId]);
  const week = useQuery({
    ...weekOptions(wanted, first),
    // What is free changes while one looks.
    refetchInterval: 60_000,
  });
  const loaded = week.isSuccess;
  useEffect(() => {
    if (loaded) {
      const next = weekOptions({ doctorId, visitTypeId, locationId }, addDays(first, DAYS_SHOWN));
      // Ahead of need: a fault shows when these days are opened.
      client.query(next).catch(() => undefined);
    }
  }, [client, doctorId, visitTypeId, locationId, first, loaded]);
  return week;
}

async function findNext(
  wanted: SlotsWanted,
  after: Day,
  signal: AbortSignal,
): Promise<SlotList['items'][number] | null> {
  let from = after;
  for (const days of STRETCHES) {
    const to = addDays(from, days - 1);
    const { data } = await listSlots({ ...slotsOf(wanted, from, to), signal });
    const first = data.items[0];
    if (first !== undefined) {
      return first;
    }
    if (data.empty_reason === 'outside_horizon') {
      return null;
    }
    from = addDays(to, 1);
  }
  return null;
}

/** The first free time from a day on; asked for only when the days before it have none. */
export function useNextFree(wanted: SlotsWanted, after: Day, enabled: boolean) {
  return useQuery({
    queryKey: ['next-free', wanted, after],
    queryFn: ({ signal }) => findNext(wanted, after, signal),
    enabled,
  });
}
