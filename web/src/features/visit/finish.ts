/** What finishing a visit takes, from the state it is in. Pure. */

import type { AppointmentRead, Status } from '@/client';

export interface FinishPlan {
  /** Steps before the record can be written: the patient must have been there. */
  before: readonly Status[];
  after: readonly Status[];
}

type Visit = Pick<AppointmentRead, 'status' | 'next_statuses'>;

/** The steps around writing the record; `null` while, or as, the visit cannot be finished. */
export function planFinish({ status, next_statuses: next }: Visit): FinishPlan | null {
  switch (status) {
    case 'confirmed':
      return next.includes('checked_in')
        ? { before: ['checked_in'], after: ['in_progress', 'completed'] }
        : null;
    case 'checked_in':
      return { before: [], after: ['in_progress', 'completed'] };
    case 'in_progress':
      return { before: [], after: ['completed'] };
    case 'completed':
      return { before: [], after: [] };
    default:
      return null;
  }
}

/** Whether words for the record may be kept already. */
export function canPrepare(status: Status): boolean {
  return ['pending', 'confirmed', 'checked_in', 'in_progress', 'completed'].includes(status);
}
