/** Free times sorted into days and parts of days, as a strip of days shows them. Pure. */

import { dayOf, wallMinutes, type Day, type Instant } from '@/shared/time/zones';

export interface Slot {
  starts_at: Instant;
  ends_at: Instant;
  location_id: string;
}

export const PARTS = ['morning', 'afternoon', 'evening'] as const;
export type Part = (typeof PARTS)[number];

const NOON = 12 * 60;
const EVENING = 17 * 60;

/** The zone of each place, by its id. */
export type Zones = ReadonlyMap<string, string>;

export function zoneOf(slot: { location_id: string }, zones: Zones): string {
  return zones.get(slot.location_id) ?? 'UTC';
}

/** The times of each day, in order; a day is meant where the visit takes place. */
export function byDay<S extends Slot>(
  slots: readonly S[],
  days: readonly Day[],
  zones: Zones,
): Map<Day, S[]> {
  const sorted = new Map<Day, S[]>(days.map((day) => [day, []]));
  for (const slot of slots) {
    sorted.get(dayOf(slot.starts_at, zoneOf(slot, zones)))?.push(slot);
  }
  return sorted;
}

export function firstFreeDay(week: ReadonlyMap<Day, readonly Slot[]>): Day | undefined {
  return [...week].find(([, slots]) => slots.length > 0)?.[0];
}

export function partOf(slot: Slot, zones: Zones): Part {
  const minutes = wallMinutes(slot.starts_at, zoneOf(slot, zones));
  if (minutes < NOON) {
    return 'morning';
  }
  return minutes < EVENING ? 'afternoon' : 'evening';
}

export interface SlotGroup<S extends Slot = Slot> {
  locationId: string;
  part: Part;
  slots: S[];
}

/** The times of one day by place, then by part of the day; groups without times are left out. */
export function inGroups<S extends Slot>(slots: readonly S[], zones: Zones): SlotGroup<S>[] {
  const places = [...new Set(slots.map(({ location_id }) => location_id))];
  return places.flatMap((locationId) =>
    PARTS.map((part) => ({
      locationId,
      part,
      slots: slots.filter(
        (slot) => slot.location_id === locationId && partOf(slot, zones) === part,
      ),
    })).filter((group) => group.slots.length > 0),
  );
}

/** Whether two free times are the same one: at one place at one instant. */
export function isSameSlot(
  one: { starts_at: Instant; location_id?: string | null },
  other: { starts_at: Instant; location_id: string },
): boolean {
  return (
    Date.parse(one.starts_at) === Date.parse(other.starts_at) &&
    (one.location_id ?? other.location_id) === other.location_id
  );
}

/** Those nearest in time to one that went away, in the order of the clock. */
export function nearest<S extends Slot>(slots: readonly S[], to: Instant, count: number): S[] {
  const wanted = Date.parse(to);
  const away = (slot: S) => Math.abs(Date.parse(slot.starts_at) - wanted);
  return slots
    .toSorted((one, other) => away(one) - away(other))
    .slice(0, count)
    .toSorted((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at));
}
