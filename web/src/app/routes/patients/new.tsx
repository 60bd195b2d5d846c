import { createFileRoute } from '@tanstack/react-router';

import { NewPatientPage } from '@/features/patients/new-patient-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/patients/new')({
  beforeLoad: requireRole('staff', 'admin'),
  component: NewPatientPage,
});
