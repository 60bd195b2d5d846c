import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { useNow } from '@/shared/time/use-now';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { QueryProblem } from '@/shared/ui/query-problem';

import { More } from '@/shared/visits/more';
import { PatientFilter } from '@/shared/visits/patient-filter';
import { useOwnPatients } from '@/shared/visits/use-own-patients';

import { usePast, useUpcoming } from './queries';
import { VisitCard } from './visit-card';
import classes from './visits.module.css';

interface VisitsPageProps {
  /** Of the patients of the account, the one whose visits are shown. */
  patientId: string | undefined;
  onPatient: (patientId: string | undefined) => void;
}

export function VisitsPage({ patientId, onPatient }: VisitsPageProps) {
  const { t } = useTranslation('visits');
  const patients = useOwnPatients().data ?? [];
  return (
    <Page
      title={t('title')}
      width="reading"
      actions={<ButtonLink to="/">{t('find_time')}</ButtonLink>}
    >
      <PatientFilter patients={patients} value={patientId} onChange={onPatient} />
      <Upcoming patientId={patientId} several={patients.length > 1} />
      <Past patientId={patientId} several={patients.length > 1} />
    </Page>
  );
}

interface ListProps {
  patientId: string | undefined;
  several: boolean;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack component="section" gap="sm">
      <Title order={2} size="h4">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Cards({ visits, several }: { visits: AppointmentRead[]; several: boolean }) {
  const now = useNow();
  return (
    <ul className={classes.list}>
      {visits.map((visit) => (
        <li key={visit.id}>
          <VisitCard visit={visit} now={now} withPatient={several} />
        </li>
      ))}
    </ul>
  );
}

function CardsSkeleton() {
  return (
    <Stack gap="sm" aria-busy="true">
      <Skeleton height={92} />
      <Skeleton height={92} />
    </Stack>
  );
}

function Upcoming({ patientId, several }: ListProps) {
  const { t } = useTranslation('visits');
  const query = useUpcoming(patientId, useNow());
  return (
    <Section title={t('upcoming')}>
      {query.isPending && <CardsSkeleton />}
      <QueryProblem query={query} />
      {query.data?.length === 0 && (
        <EmptyState
          icon={IconCalendarPlus}
          title={t('none_upcoming')}
          hint={t('none_upcoming_hint')}
          action={
            <ButtonLink to="/" mt="xs" variant="light">
              {t('find_time')}
            </ButtonLink>
          }
        />
      )}
      {query.data !== undefined && <Cards visits={query.data} several={several} />}
    </Section>
  );
}

function Past({ patientId, several }: ListProps) {
  const { t } = useTranslation('visits');
  const query = usePast(patientId, useNow());
  return (
    <Section title={t('past')}>
      {query.isPending && <CardsSkeleton />}
      {!query.isFetchNextPageError && <QueryProblem query={query} />}
      {query.data?.length === 0 && !query.hasNextPage && <Text c="dimmed">{t('none_past')}</Text>}
      {query.data !== undefined && <Cards visits={query.data} several={several} />}
      {query.isFetchNextPageError && <ProblemAlert error={query.error} />}
      <More query={query} />
    </Section>
  );
}
