import { Alert, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconFileText, IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { listMedicalRecordsOptions } from '@/client/@tanstack/react-query.gen';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { StatusBadge } from '@/shared/ui/status-badge';
import { CalendarFileButton } from '@/shared/visits/calendar-file-button';

import { CancelDialog } from './cancel-dialog';
import { Coming } from './coming';
import { MoveVisit } from './move-visit';
import { Policy } from './policy';
import { canConfirm, isUpcoming } from './standing';
import type { VisitAction } from './visit-action';
import { VisitFacts } from './visit-facts';
import { VisitPayment } from './visit-payment';
import { VisitHistory } from './visit-history';
import { VisitWords } from './visit-words';
import classes from './visits.module.css';

interface VisitPageProps {
  visit: AppointmentRead;
  action: VisitAction | undefined;
  onAction: (action: VisitAction | undefined) => void;
}

export function VisitPage({ visit, action, onAction }: VisitPageProps) {
  const { t } = useTranslation('visits');
  const rest = () => {
    onAction(undefined);
  };
  const moving = action === 'move' && visit.can_reschedule;
  return (
    <Page
      title={t('visit_title', { doctor: visit.doctor_name })}
      description={
        <Group gap="xs" mt={4}>
          <StatusBadge status={visit.status} />
        </Group>
      }
      actions={
        <ButtonLink to="/visits" variant="default">
          {t('all_visits')}
        </ButtonLink>
      }
    >
      {moving && <MoveVisit visit={visit} onDone={rest} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          <div className={classes.factsFirst}>
            <VisitFacts visit={visit} />
          </div>
          <VisitWords
            visit={visit}
            editing={action === 'words'}
            onEdit={() => onAction('words')}
            onDone={rest}
          />
        </div>
        <div className={classes.column}>
          {!moving && (
            <div className={classes.stepsNext}>
              <NextSteps visit={visit} />
            </div>
          )}
          <VisitPayment visit={visit} />
          <VisitHistory visit={visit} />
        </div>
      </div>
      <CancelDialog visit={visit} opened={action === 'cancel' && visit.can_cancel} onClose={rest} />
    </Page>
  );
}

/** What can be done now: one thing first, the others beside. */
function NextSteps({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation('visits');
  const now = useNow();
  const ahead = isUpcoming(visit, now);
  const params = { appointmentId: visit.id };
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md" align="flex-start">
        <Title order={2} size="h4">
          {t(ahead ? 'next.title' : 'next.title_past')}
        </Title>
        {visit.status === 'pending' && <Awaiting visit={visit} />}
        {canConfirm(visit, now) && <Coming visit={visit} />}
        {ahead ? (
          <>
            <Group gap="xs">
              {visit.can_reschedule && (
                <ButtonLink
                  to="/visits/$appointmentId"
                  params={params}
                  search={{ action: 'move' }}
                  variant="default"
                >
                  {t('next.move')}
                </ButtonLink>
              )}
              <CalendarFileButton appointmentId={visit.id} />
              {visit.can_cancel && (
                <ButtonLink
                  to="/visits/$appointmentId"
                  params={params}
                  search={{ action: 'cancel' }}
                  variant="subtle"
                  color="red"
                >
                  {t('next.cancel')}
                </ButtonLink>
              )}
            </Group>
            <Policy visit={visit} />
          </>
        ) : (
          <Over visit={visit} />
        )}
      </Stack>
    </Paper>
  );
}

function Awaiting({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation('visits');
  const format = useFormat();
  const until = visit.expires_at ?? visit.starts_at;
  return (
    <Alert color="yellow" role="note" variant="light" icon={<IconHourglass aria-hidden />}>
      {t('todo.await_approval', {
        day: format.dayOf(until, visit.time_zone),
        time: format.time(until, visit.time_zone),
      })}
    </Alert>
  );
}

const SECOND_MS = 1000;

function Over({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation('visits');
  const at = Date.parse(visit.starts_at);
  const records = useQuery({
    ...listMedicalRecordsOptions({
      query: {
        patient_id: visit.patient_id,
        from: visit.starts_at,
        to: new Date(at + SECOND_MS).toISOString(),
      },
    }),
    enabled: visit.status === 'completed',
  });
  const record = records.data?.items.find(({ appointment_id }) => appointment_id === visit.id);
  return (
    <>
      {visit.status === 'completed' && records.isSuccess && record === undefined && (
        <Text size="sm">{t('next.no_record')}</Text>
      )}
      {visit.cancelled_late === true && <Text size="sm">{t('next.cancelled_late')}</Text>}
      <Group gap="xs">
        {record !== undefined && (
          <ButtonLink
            to="/records/$recordId"
            params={{ recordId: record.id }}
            leftSection={<IconFileText size={16} aria-hidden />}
          >
            {t('next.record')}
          </ButtonLink>
        )}
        <ButtonLink
          to="/doctors/$doctorId"
          params={{ doctorId: visit.doctor_id }}
          search={{ visit_type: visit.visit_type_id }}
          variant={record === undefined ? 'filled' : 'default'}
        >
          {t('next.book_again')}
        </ButtonLink>
      </Group>
    </>
  );
}
