import type { PatientSummary } from '@/client';

/** Whose account it is before those they care for; these stay in order. Pure. */
export function holderFirst(patients: readonly PatientSummary[]): PatientSummary[] {
  return patients.toSorted(
    (one, other) => Number(other.is_account_holder) - Number(one.is_account_holder),
  );
}
