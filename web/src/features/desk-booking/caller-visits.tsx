import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, PatientSummary } from '@/client';
import { listPatientAppointmentsOptions } from '@/client/@tanstack/react-query.gen';
import { STILL_ON } from '@/shared/appointments/upcoming';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';
import { QueryProblem } from '@/shared/ui/query-problem';
import { StatusBadge } from '@/shared/ui/status-badge';

const UPCOMING = 6;
const PAST = 3;

function VisitRow({ visit }: { visit: AppointmentRead }) {
  const format = useFormat();
  const { starts_at: at, time_zone: zone } = visit;
  const named = format.zoneIfNeeded(at, zone);
  return (
    <li>
      <Text size="sm" fw={600} component="div">
        <TextLink
          inherit
          to="/board"
          search={{
            place: visit.location_id,
            day: Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString(),
            visit: visit.id,
          }}
        >
          {format.dayOf(at, zone)}, {format.time(at, zone)}
          {named !== null && ` ${named}`}
        </TextLink>
      </Text>
      <Text size="sm">
        {visit.doctor_name} · {visit.visit_type_name}
      </Text>
      <StatusBadge status={visit.status} />
    </li>
  );
}

function Visits({
  title,
  empty,
  query,
}: {
  title: string;
  empty: string;
  query: UseQueryResult<{ items: AppointmentRead[] }, unknown>;
}) {
  const visits = query.data?.items;
  return (
    <section aria-label={title}>
      <Title order={3} fz="sm" mb={6}>
        {title}
      </Title>
      <QueryProblem query={query} />
      {query.isPending && <Skeleton height={48} />}
      {visits === undefined ? null : visits.length === 0 ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {visits.map((visit) => (
            <VisitRow key={visit.id} visit={visit} />
          ))}
        </Stack>
      )}
    </section>
  );
}

/** What the caller has already, so that nobody books it twice. */
export function CallerVisits({ patient }: { patient: PatientSummary }) {
  const { t } = useTranslation('desk');
  const [now] = useState(() => Temporal.Now.instant().round('minute').toString());
  const path = { patient_id: patient.id };
  const upcoming = useQuery(
    listPatientAppointmentsOptions({
      path,
      query: { from: now, status: STILL_ON, limit: UPCOMING },
    }),
  );
  const past = useQuery(
    listPatientAppointmentsOptions({ path, query: { to: now, order: 'desc', limit: PAST } }),
  );
  return (
    <Stack gap="md">
      <Title order={2} fz="md">
        {t('visits.of', { name: patient.full_name })}
      </Title>
      <Visits title={t('visits.upcoming')} empty={t('visits.none_upcoming')} query={upcoming} />
      <Visits title={t('visits.past')} empty={t('visits.none_past')} query={past} />
    </Stack>
  );
}
