import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { getAppointmentOptions } from '@/client/@tanstack/react-query.gen';
import { VisitPlace, VisitTime } from '@/shared/appointments/appointment-line';
import { visitElementId } from '@/shared/appointments/focus';
import { VisitMarks } from '@/shared/appointments/marks';
import { StatusActions } from '@/shared/appointments/status-actions';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { ButtonLink } from '@/shared/ui/link';
import { PageSkeleton } from '@/shared/ui/page-skeleton';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { StatusBadge } from '@/shared/ui/status-badge';

interface VisitDrawerProps {
  appointmentId: string;
  onClose: () => void;
}

/** What the desk needs of a visit, and the steps it may take. */
export default function VisitDrawer({ appointmentId, onClose }: VisitDrawerProps) {
  const { t } = useTranslation('calendar');
  const visit = useQuery(getAppointmentOptions({ path: { appointment_id: appointmentId } }));
  return (
    <FormDrawer opened title={visit.data?.patient_name ?? t('visit.title')} onClose={onClose}>
      {visit.isError && <ProblemAlert error={visit.error} retry={() => void visit.refetch()} />}
      {visit.isPending && <PageSkeleton rows={2} />}
      {visit.data !== undefined && <VisitFacts visit={visit.data} />}
    </FormDrawer>
  );
}

function VisitFacts({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  const now = useNow();
  return (
    <Stack gap="md" id={visitElementId(visit.id)}>
      <Group gap="xs">
        <StatusBadge status={visit.status} />
        <VisitMarks appointment={visit} now={now} />
      </Group>
      <div>
        <Text fw={600}>
          {format.dayOf(visit.starts_at, visit.time_zone, 'long')},{' '}
          <VisitTime appointment={visit} />
        </Text>
        <Text size="sm" c="dimmed">
          {visit.doctor_name} · {visit.visit_type_name} · <VisitPlace appointment={visit} />
        </Text>
      </div>
      {visit.reason !== null && (
        <div>
          <Text size="sm" fw={600}>
            {t('visit.reason')}
          </Text>
          <Text size="sm">{visit.reason}</Text>
        </div>
      )}
      <StatusActions appointment={visit} size="sm" />
      <ButtonLink
        to="/patients/$patientId"
        params={{ patientId: visit.patient_id }}
        variant="default"
      >
        {t('visit.to_patient')}
      </ButtonLink>
    </Stack>
  );
}
