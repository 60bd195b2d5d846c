/** What the log can hold; each has its words in `locales/<language>/admin.json`. */

import type admin from '@/locales/en/admin.json';

type Words = (typeof admin)['audit'];
export type Detail = keyof Words['detail'];
export type Entity = keyof Words['entity'];
export type Action = {
  [Subject in keyof Words['action']]: `${Subject & string}.${keyof Words['action'][Subject] &
    string}`;
}[keyof Words['action']];

export const ENTITIES = [
  'api_key',
  'appointment',
  'attachment',
  'audit',
  'backup',
  'break_glass',
  'demo',
  'doctor',
  'hold',
  'location',
  'mail',
  'medical_record',
  'message',
  'patient',
  'payment',
  'practice',
  'region',
  'resource',
  'session',
  'time_off',
  'user',
  'visit_type',
] as const satisfies readonly Entity[];

const VERBS = {
  api_key: ['created', 'listed', 'revoked'],
  appointment: [
    'approved',
    'booked',
    'cancelled',
    'check_in_undone',
    'checked_in',
    'completed',
    'declined',
    'entered_in_error',
    'expired',
    'exported',
    'history_read',
    'in_progress',
    'left_without_seen',
    'listed',
    'no_show',
    'no_show_undone',
    'read',
    'reopened',
    'requested',
    'rescheduled',
    'start_undone',
    'updated',
  ],
  attachment: ['added', 'read'],
  audit: ['exported', 'read'],
  backup: ['restored'],
  break_glass: ['listed', 'opened', 'reviewed'],
  availability: ['added', 'deleted', 'exception_added', 'exception_deleted', 'replaced'],
  demo: ['loaded'],
  doctor: ['approved', 'created', 'updated', 'visit_types_replaced'],
  factor: ['added', 'recovery_codes_replaced', 'removed', 'renamed', 'reset', 'totp_begun'],
  hold: ['created', 'expired', 'released', 'used'],
  location: ['created', 'holiday_decided', 'holiday_withdrawn', 'updated'],
  mail: ['opened'],
  medical_record: ['amended', 'listed', 'read', 'written'],
  message: ['dismissed', 'released', 'retried'],
  patient: ['access_log_read', 'created', 'deactivated', 'listed', 'read', 'updated'],
  payment: ['exported', 'listed', 'read', 'receipt_opened', 'received', 'refunded'],
  practice: ['updated'],
  record_draft: ['discarded', 'read', 'saved', 'started'],
  region: ['imported'],
  resource: ['created', 'updated'],
  session: [
    'ended',
    'opened',
    'refreshed',
    'refused',
    'reuse_detected',
    'second_factor_asked',
    'step_up_refused',
    'stepped_up',
  ],
  time_off: ['added', 'cancelled'],
  user: [
    'attempts_forgotten',
    'created',
    'deactivated',
    'email_verified',
    'listed',
    'notification_preferences_changed',
    'password_refused',
    'password_reset',
    'password_reset_requested',
    'read',
    'registered',
    'registration_repeated',
    'updated',
    'verification_requested',
  ],
  visit_type: ['created', 'updated'],
} as const;

/** Who it was at the time; Praxis itself and visitors among them. */
export const ROLES = [
  'patient',
  'doctor',
  'staff',
  'admin',
  'system',
  'anonymous',
  'api_key',
] as const;
export type RoleThen = (typeof ROLES)[number];

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
