import { createFileRoute } from '@tanstack/react-router';

import { PatientsPage } from '@/features/patients/patients-page';
import { readPatientsSearch } from '@/features/patients/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/patients/')({
  validateSearch: readPatientsSearch,
  beforeLoad: requireRole('staff', 'admin', 'doctor'),
  component: PatientsPage,
});
