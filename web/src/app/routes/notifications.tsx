import { createFileRoute } from '@tanstack/react-router';

import { NotificationsPage } from '@/features/notifications/notifications-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/notifications')({
  beforeLoad: requireRole(),
  component: NotificationsPage,
});
