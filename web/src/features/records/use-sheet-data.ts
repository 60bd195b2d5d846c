import { useQuery } from '@tanstack/react-query';

import type { RecordRead } from '@/client';
import {
  getAppointmentOptions,
  getDoctorOptions,
  getLocationOptions,
  getPatientOptions,
  getPracticeOptions,
} from '@/client/@tanstack/react-query.gen';

const MINUTE_MS = 60_000;
const LONG = { staleTime: 5 * MINUTE_MS };

/** What a printed record names besides itself: practice, place, the doctor's licence, the patient. */
export function useSheetData(record: RecordRead) {
  const visit = useQuery({
    ...getAppointmentOptions({ path: { appointment_id: record.appointment_id } }),
    ...LONG,
  }).data;
  const place = useQuery({
    ...getLocationOptions({ path: { location_id: visit?.location_id ?? '' } }),
    ...LONG,
    enabled: visit !== undefined,
  }).data;
  const doctor = useQuery({
    ...getDoctorOptions({ path: { doctor_id: record.doctor_id } }),
    ...LONG,
  }).data;
  const patient = useQuery({
    ...getPatientOptions({ path: { patient_id: record.patient_id } }),
    ...LONG,
  }).data;
  const practice = useQuery({ ...getPracticeOptions(), ...LONG }).data;
  return {
    practice,
    zone: record.time_zone,
    specialty: visit?.specialty,
    place,
    doctor,
    patient,
  };
}
