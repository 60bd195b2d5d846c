/**
 * What was typed about a visit, kept over reloads in this tab until it is booked.
 *
 * Nothing in it says whom it is about; for whom is booked stands in the state of the page. It is
 * given back only to the account that typed it, as others may use the tab after a session ended.
 */

export interface Draft {
  reason: string;
  symptoms: string;
}

const KEY = 'praxis-booking-draft';
const EMPTY: Draft = { reason: '', symptoms: '' };

export function readDraft(typist: string | undefined): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) {
      return EMPTY;
    }
    const { reason, symptoms, by } = kept as Partial<Record<keyof Draft | 'by', unknown>>;
    if (typist === undefined || by !== typist) {
      return EMPTY;
    }
    return {
      reason: typeof reason === 'string' ? reason : '',
      symptoms: typeof symptoms === 'string' ? symptoms : '',
    };
  } catch {
    return EMPTY;
  }
}

export function keepDraft(draft: Draft, typist: string | undefined): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...draft, by: typist }));
  } catch {
    // A full or forbidden store: the page still has what was typed.
  }
}

export function dropDraft(): void {
  sessionStorage.removeItem(KEY);
}
