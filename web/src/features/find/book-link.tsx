import type { ReactNode } from 'react';

import { ButtonLink } from '@/shared/ui/link';

interface Bookable {
  starts_at: string;
  location_id: string;
  visit_type_id: string;
}

/** Where a free time leads: an address that names it in full, and that can be shared. */
export function bookingOf(doctorId: string, slot: Bookable) {
  return {
    doctor: doctorId,
    visit_type: slot.visit_type_id,
    location: slot.location_id,
    starts_at: Temporal.Instant.from(slot.starts_at).toString(),
  };
}

export function BookLink({
  doctorId,
  slot,
  label,
  children,
}: {
  doctorId: string;
  slot: Bookable;
  label: string;
  children: ReactNode;
}) {
  return (
    <ButtonLink
      to="/book"
      search={bookingOf(doctorId, slot)}
      variant="light"
      size="sm"
      px={4}
      fullWidth
      aria-label={label}
      preload={false}
    >
      {children}
    </ButtonLink>
  );
}
