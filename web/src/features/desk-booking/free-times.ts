/** The first free times for a caller: of one doctor, or of all that fit. */

import { queryOptions } from '@tanstack/react-query';

import {
  listFirstSlots,
  listSlots,
  type DoctorRead,
  type DoctorSlotRead,
  type EmptyReason,
} from '@/client';
import { dayOf, today, type Day } from '@/shared/time/zones';

import type { DayPart } from './search';
import { isInPart, windowsOf, type Window } from './windows';

export interface TimesWanted {
  visitTypeId: string;
  doctor?: Pick<DoctorRead, 'id' | 'full_name' | 'specialty'>;
  specialty?: string;
  /** `null` for any place of the practice. */
  placeId: string | null;
  /** The zone that "today", "morning" and "this day" are meant in. */
  zone: string;
  /** The zone of each place. */
  zones: Record<string, string>;
  day?: Day;
  part: DayPart;
}

function zoneIn(zones: Record<string, string>, locationId: string): string {
  return zones[locationId] ?? 'UTC';
}

export interface FreeTimes {
  items: DoctorSlotRead[];
  emptyReason: EmptyReason | null;
  more: boolean;
}

interface Found {
  items: DoctorSlotRead[];
  empty_reason: EmptyReason | null;
}

async function find(
  wanted: TimesWanted,
  { from, to }: Window,
  limit: number,
  signal: AbortSignal,
): Promise<Found> {
  const { doctor, visitTypeId, placeId, specialty, zone } = wanted;
  const query = {
    visit_type_id: visitTypeId,
    location_id: placeId ?? undefined,
    from,
    to,
    // Where the place is not said, days are those of the desk.
    tz: placeId === null ? zone : undefined,
  };
  if (doctor === undefined) {
    const { data } = await listFirstSlots({ query: { ...query, specialty, limit }, signal });
    return data;
  }
  const { data } = await listSlots({ path: { doctor_id: doctor.id }, query, signal });
  const { id: doctor_id, full_name: doctor_name, specialty: of } = doctor;
  const items = data.items.map((slot) => ({ ...slot, doctor_id, doctor_name, specialty: of }));
  return { items, empty_reason: data.empty_reason };
}

/** Several days may be without times for several reasons: then none of them is the answer. */
function commonReason(found: readonly Found[]): EmptyReason | null {
  const reasons = new Set(found.map(({ empty_reason }) => empty_reason));
  return reasons.size === 1 ? ([...reasons][0] ?? null) : null;
}

async function findAll(
  wanted: TimesWanted,
  limit: number,
  signal: AbortSignal,
): Promise<FreeTimes> {
  const windows = windowsOf(wanted, wanted.zone, today(wanted.zone)).filter(
    ({ to }) => to.length === 'YYYY-MM-DD'.length || Date.parse(to) > Date.now(),
  );
  // One more than is shown tells whether there are more.
  const found = await Promise.all(windows.map((window) => find(wanted, window, limit + 1, signal)));
  const items = found
    .flatMap((answer) => answer.items)
    .filter((slot) =>
      isInPart(slot.starts_at, wanted.part, zoneIn(wanted.zones, slot.location_id)),
    );
  return {
    items: items.slice(0, limit),
    emptyReason: items.length > 0 ? null : commonReason(found),
    more: items.length > limit,
  };
}

/** The key says which operation it is, so that a booking elsewhere refreshes it. */
export function freeTimesOptions(wanted: TimesWanted | null, limit: number) {
  return queryOptions({
    queryKey: [{ _id: 'listFirstSlots', desk: wanted, limit }],
    queryFn: ({ signal }) => {
      if (wanted === null) {
        throw new Error('no visit type to look for');
      }
      return findAll(wanted, limit, signal);
    },
    enabled: wanted !== null,
    refetchInterval: 30_000,
  });
}

export interface DayOfTimes {
  day: Day;
  zone: string;
  items: { slot: DoctorSlotRead; index: number }[];
}

/** Times in order, parted where the day (or its zone) changes; `index` counts through all. */
export function byDays(
  slots: readonly DoctorSlotRead[],
  zoneOf: (locationId: string) => string,
): DayOfTimes[] {
  const days: DayOfTimes[] = [];
  slots.forEach((slot, index) => {
    const zone = zoneOf(slot.location_id);
    const day = dayOf(slot.starts_at, zone);
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { day, zone, items: [] };
      days.push(last);
    }
    last.items.push({ slot, index });
  });
  return days;
}

export function timeKey(slot: DoctorSlotRead): string {
  return `${Date.parse(slot.starts_at)} ${slot.doctor_id} ${slot.location_id}`;
}
