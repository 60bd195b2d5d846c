import { Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, ResourceRead } from '@/client';
import { getAppointmentOptions } from '@/client/@tanstack/react-query.gen';
import { VisitPlace, VisitTime } from '@/shared/appointments/appointment-line';
import { visitElementId } from '@/shared/appointments/focus';
import { VisitMarks } from '@/shared/appointments/marks';
import { StatusActions } from '@/shared/appointments/status-actions';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { VisitAccount } from '@/shared/payments/visit-account';
import { useFormat } from '@/shared/time/use-format';
import { ButtonLink } from '@/shared/ui/link';
import { PageSkeleton } from '@/shared/ui/page-skeleton';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { StatusBadge } from '@/shared/ui/status-badge';

import { MoveForm } from './move-form';
import type { BoardMove } from './use-move';

interface VisitDrawerProps {
  visitId: string;
  known: AppointmentRead | undefined;
  rooms: readonly ResourceRead[];
  doctors: readonly { id: string; name: string }[];
  moving: boolean;
  now: number;
  onMove: (move: BoardMove) => void;
  /** Book a second visit at the same time. */
  onOverbook: (visit: AppointmentRead) => void;
  onClose: () => void;
}

function RoomSelect({
  visit,
  rooms,
  onMove,
}: Pick<VisitDrawerProps, 'rooms' | 'onMove'> & { visit: AppointmentRead }) {
  const { t } = useTranslation('desk');
  if (visit.room_id === null) {
    return null;
  }
  return (
    <NativeSelect
      label={t('board.room')}
      value={visit.room_id}
      data={rooms.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={({ currentTarget }) => {
        const room = rooms.find(({ id }) => id === currentTarget.value);
        if (room !== undefined) {
          onMove({ visit, startsAt: visit.starts_at, room: { id: room.id, name: room.name } });
        }
      }}
    />
  );
}

function Facts({ visit, now }: { visit: AppointmentRead; now: number }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  return (
    <>
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
        {visit.arrived_at !== null && (
          <Text size="sm" c="dimmed">
            {t('board.arrived_at', { time: format.time(visit.arrived_at, visit.time_zone) })}
          </Text>
        )}
      </div>
      {visit.reason !== null && (
        <div>
          <Text size="sm" fw={600}>
            {t('board.reason')}
          </Text>
          <Text size="sm">{visit.reason}</Text>
        </div>
      )}
    </>
  );
}

/** One visit of the board, and what the desk can do with it. */
export default function VisitDrawer(props: VisitDrawerProps) {
  const { visitId, known, rooms, doctors, moving, now, onMove, onOverbook, onClose } = props;
  const { t } = useTranslation('desk');
  const asked = useQuery({
    ...getAppointmentOptions({ path: { appointment_id: visitId } }),
    enabled: known === undefined,
  });
  const visit = known ?? asked.data;
  return (
    <FormDrawer opened title={visit?.patient_name ?? t('board.visit')} onClose={onClose}>
      {visit === undefined ? (
        asked.isError ? (
          <ProblemAlert error={asked.error} />
        ) : (
          <PageSkeleton rows={2} />
        )
      ) : (
        <Stack gap="md" pb="md" id={visitElementId(visit.id)}>
          <Facts visit={visit} now={now} />
          <StatusActions appointment={visit} size="sm" variant="filled" />
          <VisitAccount key={visit.id} visit={visit} />
          <RoomSelect visit={visit} rooms={rooms} onMove={onMove} />
          <Group gap="xs">
            <ButtonLink
              to="/patients/$patientId"
              params={{ patientId: visit.patient_id }}
              variant="default"
            >
              {t('patient.open')}
            </ButtonLink>
            <ButtonLink
              to="/book-for-patient"
              search={{ patient: visit.patient_id, doctor: visit.doctor_id }}
              variant="default"
            >
              {t('board.book_next')}
            </ButtonLink>
            <Button variant="subtle" onClick={() => onOverbook(visit)}>
              {t('board.overbook')}
            </Button>
          </Group>
          {visit.can_reschedule && (
            <Stack gap="xs">
              <Title order={3} fz="md">
                {t('board.move_title')}
              </Title>
              <MoveForm
                key={visit.version}
                visit={visit}
                doctors={doctors}
                pending={moving}
                onMove={onMove}
              />
            </Stack>
          )}
        </Stack>
      )}
    </FormDrawer>
  );
}
