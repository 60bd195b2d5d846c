/** What the log can hold; each has its words in `locales/<language>/admin.json`. */

import type admin from '@/locales/en/admin.json';

type Words = (typeof admin)['audit'];
export type Entity = keyof Words['entity'];
export type Action = {
  [Subject in keyof Words['action']]: `${Subject & string}.${keyof Words['action'][Subject] &
    string}`;
}[keyof Words['action']];

export const ENTITIES = [
  'appointment',
  'attachment',
  'audit',
  'demo',
  'doctor',
  'hold',
  'location',
  'medical_record',
  'patient',
  'practice',
  'resource',
  'session',
  'time_off',
  'user',
  'visit_type',
] as const satisfies readonly Entity[];

const VERBS = {
  appointment: [
    'booked',
    'requested',
    'confirmed',
    'declined',
    'expired',
    'rescheduled',
    'cancelled',
    'checked_in',
    'in_progress',
    'completed',
    'no_show',
    'left_without_seen',
    'entered_in_error',
    'updated',
    'read',
    'listed',
    'history_read',
    'exported',
  ],
  attachment: ['added', 'read'],
  audit: ['read'],
  availability: ['added', 'replaced', 'deleted', 'exception_added', 'exception_deleted'],
  demo: ['loaded'],
  doctor: ['created', 'updated', 'approved', 'visit_types_replaced'],
  hold: ['created', 'used', 'released', 'expired'],
  location: ['created', 'updated', 'holiday_decided', 'holiday_withdrawn'],
  medical_record: ['written', 'amended', 'read', 'listed'],
  patient: ['created', 'updated', 'deactivated', 'read', 'listed', 'access_log_read'],
  practice: ['updated'],
  record_draft: ['started', 'saved', 'read', 'discarded'],
  resource: ['created', 'updated'],
  session: ['opened', 'refreshed', 'ended', 'refused', 'reuse_detected'],
  time_off: ['added', 'cancelled'],
  user: [
    'created',
    'registered',
    'registration_repeated',
    'updated',
    'deactivated',
    'read',
    'listed',
    'email_verified',
    'verification_requested',
    'password_reset_requested',
    'password_reset',
    'password_refused',
  ],
  visit_type: ['created', 'updated'],
} as const;

/** `appointment.booked` and all others that have words. */
export const ACTIONS = Object.entries(VERBS).flatMap(([subject, verbs]) =>
  verbs.map((verb) => `${subject}.${verb}` as Action),
);

export function knownAction(action: string): Action | undefined {
  return ACTIONS.find((each) => each === action);
}

export function knownEntity(entity: string): Entity | undefined {
  return ENTITIES.find((each) => each === entity);
}

export function isKnownRole(role: string): role is 'admin' | 'doctor' | 'patient' | 'staff' {
  return ['admin', 'doctor', 'patient', 'staff'].includes(role);
}
