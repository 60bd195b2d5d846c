import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { listAppointmentsOptions } from '@/client/@tanstack/react-query.gen';
import { useFormat } from '@/shared/time/use-format';
import { addDays, dayOf, startOfDay } from '@/shared/time/zones';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { around } from './requests';
import classes from './requests.module.css';

interface AroundRequestProps {
  request: AppointmentRead;
  /** Asked for once it can be seen: each reading of other visits leaves its trace. */
  visible: boolean;
}

/** What else the doctor has on that day, close to the time that is asked for. */
export function AroundRequest({ request, visible }: AroundRequestProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const zone = request.time_zone;
  const day = dayOf(request.starts_at, zone);
  const visits = useQuery({
    ...listAppointmentsOptions({
      query: {
        doctor_id: request.doctor_id,
        from: startOfDay(day, zone),
        to: startOfDay(addDays(day, 1), zone),
        limit: 200,
      },
    }),
    enabled: visible,
    staleTime: 60_000,
  });
  const found = visits.data && around(request, visits.data.items);
  const nothing = found?.before === null && found.after === null && found.meanwhile.length === 0;
  return (
    <Stack gap={4} className={classes.around}>
      <Title order={3} size="h6">
        {t('requests.around')}
      </Title>
      {visits.isPending && <Skeleton height={60} aria-busy={visible} />}
      {visits.isError && visits.data === undefined && (
        <ProblemAlert error={visits.error} retry={() => void visits.refetch()} />
      )}
      {nothing && (
        <Text size="sm" c="dimmed">
          {t('requests.nothing_else', { day: format.day(day) })}
        </Text>
      )}
      {found !== undefined && !nothing && (
        <dl className={classes.neighbours}>
          {found.before !== null && (
            <Neighbours label={t('requests.before')} visits={[found.before]} />
          )}
          {found.meanwhile.length > 0 && (
            <Neighbours label={t('requests.meanwhile')} visits={found.meanwhile} />
          )}
          {found.after !== null && (
            <Neighbours label={t('requests.after')} visits={[found.after]} />
          )}
        </dl>
      )}
    </Stack>
  );
}

function Neighbours({ label, visits }: { label: string; visits: readonly AppointmentRead[] }) {
  const format = useFormat();
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      {visits.map((visit) => (
        <Text component="dd" size="sm" key={visit.id}>
          {format.timeRange(visit.starts_at, visit.ends_at, visit.time_zone)}
          {' · '}
          <bdi>{visit.patient_name}</bdi>
          {' · '}
          {visit.visit_type_name}
        </Text>
      ))}
    </div>
  );
}
