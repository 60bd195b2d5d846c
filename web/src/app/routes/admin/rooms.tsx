import { createFileRoute } from '@tanstack/react-router';

import { RoomsPage } from '@/features/admin/rooms/rooms-page';
import { roomsSearch } from '@/features/admin/rooms/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/rooms')({
  validateSearch: roomsSearch,
  beforeLoad: requireRole('admin'),
  component: RoomsPage,
});
