import { Card, Stack, Title } from '@mantine/core';
import { IconCalendar, IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, Status } from '@/client';
import { listAppointmentsInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { AppointmentLine } from '@/shared/appointments/appointment-line';
import { StatusActions } from '@/shared/appointments/status-actions';
import { STILL_ON } from '@/shared/appointments/upcoming';
import { useHasRole } from '@/shared/session/use-session';
import { ListSkeleton, ShowMore } from '@/shared/tables/paged-table';
import { PAGING, rowsOf } from '@/shared/tables/paging';
import { useNow } from '@/shared/time/use-now';
import { dayOf } from '@/shared/time/zones';
import { EmptyState } from '@/shared/ui/empty-state';
import { TextLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

const AT_ONCE = 6;

function VisitLink({ visit }: { visit: AppointmentRead }) {
  const isDoctor = useHasRole('doctor');
  return isDoctor ? (
    <TextLink inherit to="/visit/$appointmentId" params={{ appointmentId: visit.id }}>
      {visit.doctor_name}
    </TextLink>
  ) : (
    <TextLink
      inherit
      to="/board"
      search={{
        place: visit.location_id,
        day: dayOf(visit.starts_at, visit.time_zone),
        visit: visit.id,
      }}
    >
      {visit.doctor_name}
    </TextLink>
  );
}

interface VisitsProps {
  id: string;
  title: string;
  empty: string;
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  query: { from?: string; to?: string; status?: Status[]; order: 'asc' | 'desc' };
  patientId: string;
}

function Visits({ id, title, empty, icon, query, patientId }: VisitsProps) {
  const visits = useInfiniteQuery({
    ...listAppointmentsInfiniteOptions({
      query: { ...query, patient_id: patientId, limit: AT_ONCE },
    }),
    ...PAGING,
  });
  const rows = rowsOf(visits);
  const now = useNow();
  const atDesk = !useHasRole('doctor');
  return (
    <section aria-labelledby={id}>
      <Title order={2} fz="lg" mb="sm" id={id}>
        {title}
      </Title>
      {visits.isPending ? (
        <ListSkeleton rows={2} />
      ) : visits.isError && rows.length === 0 ? (
        <ProblemAlert error={visits.error} retry={() => void visits.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState icon={icon} title={empty} />
      ) : (
        <Stack gap="xs">
          <Card withBorder padding="xs">
            {rows.map((visit) => (
              <AppointmentLine
                key={visit.id}
                appointment={visit}
                now={now}
                patient={<VisitLink visit={visit} />}
                withDay
                withPayment={atDesk}
                actions={<StatusActions appointment={visit} />}
              />
            ))}
          </Card>
          {visits.hasNextPage && <ShowMore query={visits} shown={rows.length} />}
        </Stack>
      )}
    </section>
  );
}

/** Parts what lies ahead from what is over, once for the page. */
function useMoment(): string {
  const [now] = useState(() => Temporal.Now.instant().round('minute').toString());
  return now;
}

export function UpcomingVisits({ patientId }: { patientId: string }) {
  const { t } = useTranslation('desk');
  return (
    <Visits
      id="patient-upcoming"
      title={t('visits.upcoming')}
      empty={t('visits.none_upcoming')}
      icon={IconCalendar}
      query={{ from: useMoment(), status: STILL_ON, order: 'asc' }}
      patientId={patientId}
    />
  );
}

export function PastVisits({ patientId }: { patientId: string }) {
  const { t } = useTranslation('desk');
  return (
    <Visits
      id="patient-past"
      title={t('visits.past')}
      empty={t('visits.none_past')}
      icon={IconHistory}
      query={{ to: useMoment(), order: 'desc' }}
      patientId={patientId}
    />
  );
}
