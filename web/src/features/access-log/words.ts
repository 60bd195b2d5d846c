/** What people did with the data of a patient, as the audit names it: `entity.verb`. */

const KNOWN = [
  'appointment.approved',
  'appointment.booked',
  'appointment.cancelled',
  'appointment.check_in_undone',
  'appointment.checked_in',
  'appointment.completed',
  'appointment.declined',
  'appointment.entered_in_error',
  'appointment.expired',
  'appointment.exported',
  'appointment.history_read',
  'appointment.in_progress',
  'appointment.left_without_seen',
  'appointment.listed',
  'appointment.no_show',
  'appointment.no_show_undone',
  'appointment.read',
  'appointment.reopened',
  'appointment.requested',
  'appointment.rescheduled',
  'appointment.start_undone',
  'appointment.updated',
  'attachment.added',
  'attachment.read',
  'audit.exported',
  'audit.read',
  'break_glass.listed',
  'break_glass.opened',
  'break_glass.reviewed',
  'medical_record.amended',
  'medical_record.listed',
  'medical_record.read',
  'medical_record.written',
  'patient.access_log_read',
  'patient.created',
  'patient.deactivated',
  'patient.listed',
  'patient.read',
  'patient.updated',
  'payment.exported',
  'payment.listed',
  'payment.read',
  'payment.receipt_opened',
  'payment.received',
  'payment.refunded',
  'record_draft.discarded',
  'record_draft.read',
  'record_draft.started',
] as const;

type Known = (typeof KNOWN)[number];
type Key<A extends string> = A extends `${infer E}.${infer V}` ? `${E}_${V}` : never;

/** The key of the text for an action; one that is newer than this page is still named. */
export function actionKey(action: string): Key<Known> | 'other' {
  const known = KNOWN.find((name) => name === action);
  return known === undefined ? 'other' : (known.replace('.', '_') as Key<Known>);
}

/** Whether only looked at, or changed: the list shows the two with different marks. */
export function isReading(action: string): boolean {
  return /\.(read|listed|history_read|access_log_read|exported|receipt_opened)$/.test(action);
}
