import { Box, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { PaymentBadge } from '@/shared/payments/payment-badge';
import { StatusBadge } from '@/shared/ui/status-badge';

import { visitElementId } from './focus';
import { VisitMarks } from './marks';

import classes from './appointment-line.module.css';

/** The time of a visit in the zone of its place, which is named where the viewer's clock differs. */
export function VisitTime({ appointment }: { appointment: AppointmentRead }) {
  const format = useFormat();
  const { starts_at: from, ends_at: to, time_zone: zone } = appointment;
  const named = format.zoneIfNeeded(from, zone);
  return (
    <>
      {format.timeRange(from, to, zone)}
      {named !== null && (
        <Text span size="xs" c="dimmed">
          {' '}
          {named}
        </Text>
      )}
    </>
  );
}

/** Where: the place, and the room if the visit has one. */
export function VisitPlace({ appointment }: { appointment: AppointmentRead }) {
  const { t } = useTranslation('appointments');
  const { location_name: place, room_name: room } = appointment;
  return room === null ? place : t('place_and_room', { place, room });
}

interface AppointmentLineProps {
  appointment: AppointmentRead;
  now: number;
  /** The name of the patient, linked where the page has somewhere to go. */
  patient?: ReactNode;
  /** For lists of several doctors. */
  withDoctor?: boolean;
  withDay?: boolean;
  /** Whether it is paid, for those who take the money. */
  withPayment?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}

/** One visit in a list: time, patient, what for and where, its marks and state, and the steps. */
export function AppointmentLine({
  appointment,
  now,
  patient = appointment.patient_name,
  withDoctor = false,
  withDay = false,
  withPayment = false,
  children,
  actions,
}: AppointmentLineProps) {
  const format = useFormat();
  return (
    <Box id={visitElementId(appointment.id)} className={classes.line}>
      <Stack gap={0} className={classes.time}>
        {withDay && (
          <Text size="sm" fw={600}>
            {format.dayOf(appointment.starts_at, appointment.time_zone)}
          </Text>
        )}
        <Text size="sm" fw={withDay ? 400 : 600}>
          <VisitTime appointment={appointment} />
        </Text>
      </Stack>
      <Stack gap={4} className={classes.what}>
        <Group gap="xs" wrap="wrap">
          <Text fw={600} component="div">
            {patient}
          </Text>
          <StatusBadge status={appointment.status} />
          <VisitMarks appointment={appointment} now={now} />
          {withPayment && <PaymentBadge visit={appointment} />}
        </Group>
        <Text size="sm" c="dimmed">
          {withDoctor && `${appointment.doctor_name} · `}
          {appointment.visit_type_name}
          {' · '}
          <VisitPlace appointment={appointment} />
        </Text>
        {children}
      </Stack>
      {actions !== undefined && <Box className={classes.actions}>{actions}</Box>}
    </Box>
  );
}
