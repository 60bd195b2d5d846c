import { Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentEventRead, AppointmentRead } from '@/client';
import { listAppointmentEventsOptions } from '@/client/@tanstack/react-query.gen';
import { useSignedInUser } from '@/shared/session/use-session';
import { useFormat } from '@/shared/time/use-format';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { historyKey } from './history-key';
import classes from './visits.module.css';

/** What happened to the visit, the latest first. */
export function VisitHistory({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation('visits');
  const query = useQuery(listAppointmentEventsOptions({ path: { appointment_id: visit.id } }));
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Title order={2} size="h4">
          {t('history.title')}
        </Title>
        {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
        {query.data !== undefined && (
          <ol className={classes.history} reversed>
            {query.data.items.toReversed().map((event) => (
              <li key={`${event.at} ${event.kind}`}>
                <HistoryLine event={event} zone={visit.time_zone} />
              </li>
            ))}
          </ol>
        )}
      </Stack>
    </Paper>
  );
}

function HistoryLine({ event, zone }: { event: AppointmentEventRead; zone: string }) {
  const { t } = useTranslation('visits');
  const format = useFormat();
  const user = useSignedInUser();
  const own = event.actor_role === 'patient' && event.actor_name === user.full_name;
  const actor = own ? t('history.you') : (event.actor_name ?? t('history.praxis'));
  const zoneNote = format.zoneIfNeeded(event.at, zone);
  return (
    <>
      <Text>{t(`history.${historyKey(event.kind)}`, { actor })}</Text>
      {event.previous_starts_at !== null && (
        <Text size="sm">
          {t('history.was_at', {
            day: format.dayOf(event.previous_starts_at, zone),
            time: format.time(event.previous_starts_at, zone),
          })}
        </Text>
      )}
      {event.reason !== null && (
        <Text size="sm">{t('history.reason', { reason: event.reason })}</Text>
      )}
      <Text size="sm" c="dimmed">
        {format.dayOf(event.at, zone, 'numeric')}, {format.time(event.at, zone)}
        {zoneNote !== null && ` ${zoneNote}`}
      </Text>
    </>
  );
}
