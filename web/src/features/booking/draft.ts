/**
 * What was typed about a visit, kept over reloads in this tab until it is booked.
 *
 * Nothing in it says whom it is about; for whom is booked stands in the state of the page.
 */

export interface Draft {
  reason: string;
  symptoms: string;
}

const KEY = 'praxis-booking-draft';
const EMPTY: Draft = { reason: '', symptoms: '' };

export function readDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) {
      return EMPTY;
    }
    const { reason, symptoms } = kept as Partial<Record<keyof Draft, unknown>>;
    return {
      reason: typeof reason === 'string' ? reason : '',
      symptoms: typeof symptoms === 'string' ? symptoms : '',
    };
  } catch {
    return EMPTY;
  }
}

export function keepDraft(draft: Draft): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // A full or forbidden store: the page still has what was typed.
  }
}

export function dropDraft(): void {
  sessionStorage.removeItem(KEY);
}
