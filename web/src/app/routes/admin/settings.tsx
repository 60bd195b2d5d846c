import { createFileRoute } from '@tanstack/react-router';

import { SettingsPage } from '@/features/admin/settings/settings-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/settings')({
  beforeLoad: requireRole('admin'),
  component: SettingsPage,
});
