/** Addresses of pages, as links of the app name them. */

import type { Slot } from './api';

export function bookingAddress({ doctor_id, visit_type_id, location_id, starts_at }: Slot): string {
  const query = new URLSearchParams({
    doctor: doctor_id,
    visit_type: visit_type_id,
    location: location_id,
    // The server answers with the offset of the place; links name the instant.
    starts_at: new Date(starts_at).toISOString().replace('.000Z', 'Z'),
  });
  return `/book?${query}`;
}

/** `HH:mm` at the place, as pages in British English show it. */
export function clock(instant: string, timeZone = 'Asia/Dhaka'): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(
    new Date(instant),
  );
}

/** The day of an instant at the place, as addresses write it. */
export function dayOf(instant: string, timeZone = 'Asia/Dhaka'): string {
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(
    new Date(instant),
  );
}
