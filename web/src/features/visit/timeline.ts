/** Earlier visits and records of a patient as one history. Pure. */

import type { AppointmentRead, RecordRead } from '@/client';

export interface HistoryEntry {
  /** Of the visit. */
  id: string;
  at: string;
  /** Of the place where it was. */
  zone: string;
  doctorName: string;
  visit: AppointmentRead | null;
  record: RecordRead | null;
}

/**
 * The latest first, without the visit that is open. Visits to other doctors are known by their
 * records only; visits of no record say at least that they were, or that nobody came.
 */
export function historyOf(
  visits: readonly AppointmentRead[],
  records: readonly RecordRead[],
  openId: string,
): HistoryEntry[] {
  const recordOf = new Map(records.map((record) => [record.appointment_id, record]));
  const known = new Set(visits.map(({ id }) => id));
  const entries: HistoryEntry[] = [
    ...visits.map((visit) => ({
      id: visit.id,
      at: visit.starts_at,
      zone: visit.time_zone,
      doctorName: visit.doctor_name,
      visit,
      record: recordOf.get(visit.id) ?? null,
    })),
    ...records
      .filter(({ appointment_id }) => !known.has(appointment_id))
      .map((record) => ({
        id: record.appointment_id,
        at: record.visited_at,
        zone: record.time_zone,
        doctorName: record.doctor_name,
        visit: null,
        record,
      })),
  ];
  return entries
    .filter(({ id }) => id !== openId)
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
