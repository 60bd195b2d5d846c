import { createFileRoute } from '@tanstack/react-router';

import { getPatientOptions } from '@/client/@tanstack/react-query.gen';
import { PatientPage } from '@/features/patients/patient-page';
import { readPatientSearch } from '@/features/patients/search';
import { requireRole } from '@/shared/session/require-role';

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
});

function Patient() {
  const { patientId } = Route.useParams();
  return <PatientPage key={patientId} patientId={patientId} />;
}
