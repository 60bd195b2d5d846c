import { createFileRoute } from '@tanstack/react-router';

import { ProfilePage, type ProfileView } from '@/features/profile/profile-page';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/profile')({
  validateSearch: (search: Record<string, unknown>): ProfileView =>
    search.tab === 'patients'
      ? {
          tab: 'patients',
          ...(typeof search.patient === 'string' ? { patient: search.patient } : {}),
        }
      : {},
  beforeLoad: requireRole(),
  component: Profile,
});

function Profile() {
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ProfilePage
      view={view}
      onView={(next) => void navigate({ search: next, resetScroll: false })}
    />
  );
}
