import { createFileRoute, type ErrorComponentProps } from '@tanstack/react-router';

import { getPatientOptions } from '@/client/@tanstack/react-query.gen';
import { ClosedPatient } from '@/features/patients/closed-patient';
import { PatientPage } from '@/features/patients/patient-page';
import { readPatientSearch } from '@/features/patients/search';
import { problemOf } from '@/shared/api/problem';
import { requireRole } from '@/shared/session/require-role';
import { useHasRole } from '@/shared/session/use-session';

import { RouteFault } from '../../shell/faults';

export const Route = createFileRoute('/patients/$patientId')({
  validateSearch: readPatientSearch,
  beforeLoad: requireRole('staff', 'admin', 'doctor'),
  loader: ({ context: { queryClient }, params: { patientId }, preload }) =>
    // Reading a patient is written down: a pointer that passes over a link is no reading.
    preload
      ? undefined
      : queryClient.query({
          ...getPatientOptions({ path: { patient_id: patientId } }),
          staleTime: 'static',
        }),
  component: Patient,
  errorComponent: Unreadable,
});

function Unreadable(props: ErrorComponentProps) {
  const { patientId } = Route.useParams();
  const isDoctor = useHasRole('doctor');
  return isDoctor && problemOf(props.error).code === 'patients.not_found' ? (
    <ClosedPatient patientId={patientId} />
  ) : (
    <RouteFault {...props} />
  );
}

function Patient() {
  const { patientId } = Route.useParams();
  return <PatientPage key={patientId} patientId={patientId} />;
}
