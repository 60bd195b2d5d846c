import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { GetDashboardResponse } from '@/client';
import { getDashboardOptions } from '@/client/@tanstack/react-query.gen';
import { useSignedInUser } from '@/shared/session/use-session';
import { useFormat } from '@/shared/time/use-format';
import { today, visitorZone } from '@/shared/time/zones';
import { Page } from '@/shared/ui/page';
import { QueryProblem } from '@/shared/ui/query-problem';

import { AdminDashboard } from './admin-dashboard';
import { DoctorDashboard } from './doctor-dashboard';
import { PatientDashboard } from './patient-dashboard';
import { StaffDashboard } from './staff-dashboard';

const MINUTE_MS = 60_000;

function Content({ dashboard }: { dashboard: GetDashboardResponse }) {
  switch (dashboard.role) {
    case 'patient':
      return <PatientDashboard dashboard={dashboard} />;
    case 'doctor':
      return <DoctorDashboard dashboard={dashboard} />;
    case 'staff':
      return <StaffDashboard dashboard={dashboard} />;
    case 'admin':
      return <AdminDashboard dashboard={dashboard} />;
  }
}

/** Where everybody arrives: what is next, and what waits, by role. */
export function DashboardPage() {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { role, full_name: name } = useSignedInUser();
  // What happens is told live; what only the clock changes is counted anew. Where the answer shows a
  // visit, its reading leaves a trace: that is not asked for by the way.
  const showsVisit = role === 'patient' || role === 'doctor';
  const query = useQuery({
    ...getDashboardOptions(),
    staleTime: MINUTE_MS,
    refetchInterval: showsVisit ? false : MINUTE_MS,
    refetchOnWindowFocus: !showsVisit,
  });
  return (
    <Page
      title={role === 'patient' ? t('patient.greeting', { name }) : t('title')}
      description={format.day(today(visitorZone()), 'long')}
      width={role === 'patient' ? 'reading' : 'content'}
    >
      <QueryProblem query={query} />
      {query.isPending && (
        <Stack gap="lg" aria-busy="true">
          <Skeleton height={170} />
          <Skeleton height={70} />
          <Skeleton height={110} />
        </Stack>
      )}
      {query.data !== undefined && <Content dashboard={query.data} />}
    </Page>
  );
}
