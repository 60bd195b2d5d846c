import { Group, Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { getAppointmentOptions } from '@/client/@tanstack/react-query.gen';
import { VisitPlace, VisitTime } from '@/shared/appointments/appointment-line';
import { visitElementId } from '@/shared/appointments/focus';
import { StatusActions } from '@/shared/appointments/status-actions';
import { useFormat } from '@/shared/time/use-format';
import { dayOf, today } from '@/shared/time/zones';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { PageProblem } from '@/shared/ui/page-problem';
import { PageSkeleton } from '@/shared/ui/page-skeleton';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { canPrepare } from './finish';
import { History } from './history';
import { PatientBar } from './patient-bar';
import { patientOptions, recordOf, recordOfVisitOptions } from './queries';
import { RecordPanel } from './record-panel';
import { ThisVisit } from './this-visit';
import classes from './visit.module.css';

interface VisitPageProps {
  appointmentId: string;
  /** Of the record, when an older one is read. */
  version: number | undefined;
  onVersion: (version: number | undefined) => void;
}

/** The visit screen: who it is, why they come, what was before, and the record being written. */
export function VisitPage({ appointmentId, version, onVersion }: VisitPageProps) {
  const visit = useQuery({
    ...getAppointmentOptions({ path: { appointment_id: appointmentId } }),
    // No asking again at each glance: every reading leaves a trace for the patient.
    staleTime: 60_000,
  });
  if (visit.isPending) {
    return <PageSkeleton rows={5} />;
  }
  if (visit.data === undefined) {
    return <PageProblem error={visit.error} retry={() => void visit.refetch()} />;
  }
  return <Visit appointment={visit.data} version={version} onVersion={onVersion} />;
}

interface VisitProps extends Omit<VisitPageProps, 'appointmentId'> {
  appointment: AppointmentRead;
}

function Visit({ appointment, version, onVersion }: VisitProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const patient = useQuery(patientOptions(appointment.patient_id));
  const { starts_at, time_zone: zone } = appointment;
  const day = dayOf(starts_at, zone);
  const records = useQuery(recordOfVisitOptions(appointment));
  const written = records.data !== undefined && recordOf(records.data.items, appointment) !== null;
  // The record's own button writes and completes in one go.
  const demoted = !written && canPrepare(appointment.status) ? (['completed'] as const) : [];
  return (
    // The page's name says nothing of the patient: it stays in the history of the browser.
    <Page
      title={t('visit.title')}
      description={
        <>
          {appointment.visit_type_name}
          {' · '}
          {format.dayOf(starts_at, zone, 'long')}
          {' · '}
          <VisitTime appointment={appointment} />
          {' · '}
          <VisitPlace appointment={appointment} />
        </>
      }
      actions={
        <Group gap="xs" id={visitElementId(appointment.id)}>
          <ButtonLink
            to="/today"
            search={day === today(zone) ? {} : { day }}
            variant="default"
            size="sm"
            leftSection={<IconArrowLeft size={16} className="mantine-rotate-rtl" aria-hidden />}
          >
            {t('visit.to_day')}
          </ButtonLink>
          <StatusActions
            appointment={appointment}
            size="sm"
            variant={written ? 'filled' : 'default'}
            demoted={demoted}
          />
        </Group>
      }
    >
      <PatientBar name={appointment.patient_name} patient={patient.data} day={day} />
      {patient.isError && (
        <ProblemAlert error={patient.error} retry={() => void patient.refetch()} />
      )}
      <div className={classes.columns}>
        <Stack gap="lg">
          <ThisVisit appointment={appointment} />
          <RecordPanel
            key={appointment.id}
            appointment={appointment}
            version={version}
            onVersion={onVersion}
          />
        </Stack>
        <History key={appointment.id} appointment={appointment} patient={patient.data} />
      </div>
    </Page>
  );
}
