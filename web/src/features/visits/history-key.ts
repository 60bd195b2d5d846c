const KNOWN = [
  'approved',
  'booked',
  'cancelled',
  'check_in_undone',
  'checked_in',
  'completed',
  'declined',
  'entered_in_error',
  'expired',
  'in_progress',
  'left_without_seen',
  'no_show',
  'no_show_undone',
  'paid',
  'refunded',
  'reopened',
  'requested',
  'rescheduled',
  'start_undone',
  'updated',
] as const;

type HistoryKey = (typeof KNOWN)[number] | 'other';

/** The text for what happened; a kind that is newer than this page is still said to be a change. */
export function historyKey(kind: string): HistoryKey {
  return KNOWN.find((known) => known === kind) ?? 'other';
}
