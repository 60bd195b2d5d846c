import { createFileRoute } from '@tanstack/react-router';

import { BookForPatient } from '@/features/desk-booking/book-for-patient';
import { readBookingSearch } from '@/features/desk-booking/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/book-for-patient')({
  validateSearch: readBookingSearch,
  beforeLoad: requireRole('staff', 'admin'),
  component: BookForPatient,
});
