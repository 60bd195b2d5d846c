/** Which time is being booked, as it stands in the address. Pure. */

import type { Instant } from '@/shared/time/zones';

export interface BookSearch {
  doctor?: string;
  visit_type?: string;
  location?: string;
  starts_at?: Instant;
  /** The visit that came of it. */
  booked?: string;
}

/** One time, named in full. */
export interface BookedSlot {
  doctor: string;
  visit_type: string;
  location: string;
  starts_at: Instant;
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function id(value: unknown): string | undefined {
  return typeof value === 'string' && ID.test(value) ? value : undefined;
}

function instant(value: unknown): Instant | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  try {
    return Temporal.Instant.from(value).toString();
  } catch {
    return undefined;
  }
}

export function readBookSearch(search: Record<string, unknown>): BookSearch {
  const read: BookSearch = {
    doctor: id(search.doctor),
    visit_type: id(search.visit_type),
    location: id(search.location),
    starts_at: instant(search.starts_at),
    booked: id(search.booked),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

/** The time that the address names, or `null` when it is incomplete. */
export function slotOf({ doctor, visit_type, location, starts_at }: BookSearch): BookedSlot | null {
  if (
    doctor === undefined ||
    visit_type === undefined ||
    location === undefined ||
    starts_at === undefined
  ) {
    return null;
  }
  return { doctor, visit_type, location, starts_at };
}

export function slotKey(slot: BookedSlot): string {
  return [slot.doctor, slot.visit_type, slot.location, slot.starts_at].join(' ');
}
