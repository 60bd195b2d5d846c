import { createFileRoute, redirect } from '@tanstack/react-router';

import { getOwnDoctor } from '@/client';
import { OverviewPage } from '@/features/reports/overview-page';
import { readOverviewSearch } from '@/features/reports/search';
import { requireRole } from '@/shared/session/require-role';
import { currentSession } from '@/shared/session/session';

export const Route = createFileRoute('/reports/')({
  validateSearch: readOverviewSearch,
  beforeLoad: async (context) => {
    await requireRole('admin', 'doctor')(context);
    const session = currentSession();
    if (session.status === 'signed-in' && session.user.role === 'doctor') {
      // A doctor's reports are the doctor's own.
      const { data } = await getOwnDoctor();
      const { from, to } = context.search;
      throw redirect({
        to: '/reports/doctors/$doctorId',
        params: { doctorId: data.id },
        search: { from, to },
        replace: true,
      });
    }
  },
  component: OverviewPage,
});
