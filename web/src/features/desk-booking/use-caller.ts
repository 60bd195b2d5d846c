import { useQuery } from '@tanstack/react-query';

import type { PatientSummary } from '@/client';
import { getPatientOptions } from '@/client/@tanstack/react-query.gen';
import { findRecentPatient } from '@/shared/patients/recent';

export interface Caller {
  patient: PatientSummary | undefined;
  pending: boolean;
  error: unknown;
}

/** The patient that the address names; asked for only if this tab does not know them yet. */
export function useCaller(id: string | undefined): Caller {
  const known = id === undefined ? undefined : findRecentPatient(id);
  const asked = useQuery({
    ...getPatientOptions({ path: { patient_id: id ?? '' } }),
    enabled: id !== undefined && known === undefined,
  });
  return {
    patient: known ?? (id === undefined ? undefined : asked.data),
    pending: id !== undefined && known === undefined && asked.isPending,
    error: asked.error,
  };
}
