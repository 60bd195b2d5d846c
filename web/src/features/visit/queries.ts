/** What the visit screen asks for, and what to ask for again when a record was written. */

import type { QueryClient } from '@tanstack/react-query';

import type { AppointmentRead, RecordRead } from '@/client';
import { getPatientOptions, listMedicalRecordsOptions } from '@/client/@tanstack/react-query.gen';

const MINUTE_MS = 60_000;
const RECORDS = new Set([
  'listMedicalRecords',
  'listMedicalRecordsOfPatient',
  'listMedicalRecordVersions',
  'getMedicalRecord',
]);

export function patientOptions(patientId: string) {
  return {
    ...getPatientOptions({ path: { patient_id: patientId } }),
    // Each reading leaves a trace that the patient sees: not one a glance.
    staleTime: 5 * MINUTE_MS,
  };
}

/** The record of one visit: of the few that begin at its time, the one that names it. */
export function recordOfVisitOptions({ patient_id, starts_at }: AppointmentRead) {
  return {
    ...listMedicalRecordsOptions({
      query: {
        patient_id,
        from: starts_at,
        to: new Date(Date.parse(starts_at) + MINUTE_MS).toISOString(),
      },
    }),
    staleTime: MINUTE_MS,
  };
}

export function recordOf(
  records: readonly RecordRead[],
  { id }: AppointmentRead,
): RecordRead | null {
  return records.find(({ appointment_id }) => appointment_id === id) ?? null;
}

export async function reloadRecords(client: QueryClient): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey: [head] }) =>
      typeof head === 'object' && head !== null && '_id' in head && RECORDS.has(String(head._id)),
  });
}
