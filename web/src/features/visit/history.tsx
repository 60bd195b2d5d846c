import { Accordion, Button, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { listMedicalRecordsOfPatient, type AppointmentRead, type PatientRead } from '@/client';
import {
  listMedicalRecordsOfPatientQueryKey,
  listPatientAppointmentsInfiniteOptions,
} from '@/client/@tanstack/react-query.gen';
import { allPages } from '@/shared/api/all-pages';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { StatusBadge } from '@/shared/ui/status-badge';

import { Attachments } from './attachments';
import { RecordText } from './record-text';
import { RecordVersions } from './record-versions';
import { historyOf, type HistoryEntry } from './timeline';
import classes from './visit.module.css';

const MINUTE_MS = 60_000;

interface HistoryProps {
  appointment: AppointmentRead;
  patient: PatientRead | undefined;
}

/** What is known of the patient from before: the background, earlier visits and their records. */
export function History({ appointment, patient }: HistoryProps) {
  const { t } = useTranslation('doctor');
  return (
    <Stack gap="lg">
      <Card withBorder component="section" aria-label={t('history.background')}>
        <Stack gap="xs">
          <Title order={2} size="h4">
            {t('history.background')}
          </Title>
          {patient === undefined ? (
            <Skeleton height={48} />
          ) : (
            <Text
              className={classes.text}
              c={patient.medical_history === null ? 'dimmed' : undefined}
            >
              {patient.medical_history ?? t('history.no_background')}
            </Text>
          )}
        </Stack>
      </Card>
      <Earlier appointment={appointment} />
    </Stack>
  );
}

function useHistory({ patient_id, id, starts_at }: AppointmentRead) {
  const path = { patient_id };
  const visits = useInfiniteQuery({
    ...listPatientAppointmentsInfiniteOptions({
      path,
      query: { to: starts_at, order: 'desc', limit: 20 },
    }),
    initialPageParam: { path },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: MINUTE_MS,
  });
  const records = useQuery({
    queryKey: [...listMedicalRecordsOfPatientQueryKey({ path }), 'all'],
    // Whole: a visit whose record is on a later page would seem to have none.
    queryFn: () =>
      allPages((cursor) => listMedicalRecordsOfPatient({ path, query: { limit: 200, cursor } })),
    staleTime: MINUTE_MS,
  });
  const entries =
    visits.data && records.data
      ? historyOf(
          visits.data.pages.flatMap((page) => page.items),
          records.data.filter(({ visited_at }) => Date.parse(visited_at) <= Date.parse(starts_at)),
          id,
        )
      : undefined;
  return { visits, records, entries };
}

function Earlier({ appointment }: { appointment: AppointmentRead }) {
  const { t } = useTranslation(['doctor', 'common']);
  const { visits, records, entries } = useHistory(appointment);
  const error = visits.error ?? records.error;
  const retry = () => {
    void visits.refetch();
    void records.refetch();
  };
  return (
    <Card withBorder component="section" aria-label={t('history.title')}>
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t('history.title')}
        </Title>
        {entries === undefined && error === null && <Skeleton height={120} />}
        {error !== null && <ProblemAlert error={error} retry={retry} />}
        {entries?.length === 0 && <Text c="dimmed">{t('history.first_visit')}</Text>}
        {entries !== undefined && entries.length > 0 && (
          <Accordion chevronPosition="left" variant="default" order={3} multiple>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </Accordion>
        )}
        {visits.hasNextPage && (
          <Button
            variant="default"
            size="xs"
            loading={visits.isFetchingNextPage}
            onClick={() => void visits.fetchNextPage()}
          >
            {t('common:action.more')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const [version, setVersion] = useState<number>();
  const { visit, record } = entry;
  const what = record?.diagnosis ?? visit?.visit_type_name ?? '';
  return (
    <Accordion.Item value={entry.id}>
      <Accordion.Control>
        <Text size="sm" c="dimmed">
          {format.dayOf(entry.at, entry.zone, 'numeric')}
        </Text>
        <Text size="sm" fw={600} lineClamp={2}>
          {what}
        </Text>
        {record === null && visit !== null && <StatusBadge status={visit.status} />}
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {visit === null ? entry.doctorName : `${visit.visit_type_name} · ${entry.doctorName}`}
          </Text>
          {record === null ? (
            <Text size="sm">{visit?.reason ?? t('history.no_record')}</Text>
          ) : (
            <>
              <RecordVersions
                record={record}
                zone={entry.zone}
                version={version}
                onChoose={setVersion}
              >
                {(shown) => <RecordText record={shown} />}
              </RecordVersions>
              <Attachments record={record} />
            </>
          )}
          {visit !== null && (
            <Group>
              <TextLink to="/visit/$appointmentId" params={{ appointmentId: visit.id }} size="sm">
                {t('history.open', {
                  day: format.dayOf(visit.starts_at, visit.time_zone, 'numeric'),
                })}
              </TextLink>
            </Group>
          )}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
}
