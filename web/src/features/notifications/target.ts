/** Where a line under the bell leads. Pure. */

import type { NotificationRead, Role } from '@/client';

export type Target =
  | { to: '/visits/$appointmentId' | '/visit/$appointmentId'; params: { appointmentId: string } }
  | { to: '/requests' | '/admin/emergencies' | '/admin/keys' | '/profile' }
  | null;

const PAGES: Partial<Record<string, Target>> = {
  emergency_opened: { to: '/admin/emergencies' },
  emergencies_unreviewed: { to: '/admin/emergencies' },
  factors_changed: { to: '/profile' },
  api_key_made: { to: '/admin/keys' },
  new_device: { to: '/profile' },
};

/** Nowhere when there is no visit (any more) that its reader may open. */
export function targetOf({ kind, appointment }: NotificationRead, role: Role): Target {
  if (appointment === null) {
    return PAGES[kind] ?? null;
  }
  const params = { appointmentId: appointment.id };
  if (role === 'patient') {
    return { to: '/visits/$appointmentId', params };
  }
  if (role !== 'doctor') {
    return null;
  }
  // What still waits for an answer is answered there.
  return kind === 'doctor_visit_requested' && appointment.status === 'pending'
    ? { to: '/requests' }
    : { to: '/visit/$appointmentId', params };
}
