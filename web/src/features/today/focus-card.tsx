import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { VisitPlace, VisitTime } from '@/shared/appointments/appointment-line';
import { visitElementId } from '@/shared/appointments/focus';
import { VisitMarks } from '@/shared/appointments/marks';
import { StatusActions } from '@/shared/appointments/status-actions';
import { ButtonLink } from '@/shared/ui/link';

import classes from './today.module.css';

interface FocusCardProps {
  label: string;
  appointment: AppointmentRead;
  now: number;
  /** The one primary action of the page is here. */
  primary: boolean;
}

/** Who is in, or who is next: name, what for, and the way into the visit. */
export function FocusCard({ label, appointment, now, primary }: FocusCardProps) {
  const { t } = useTranslation('doctor');
  return (
    <Card
      withBorder
      component="section"
      aria-label={label}
      className={classes.focus}
      data-primary={primary || undefined}
      id={`focus-${visitElementId(appointment.id)}`}
    >
      <Stack gap="sm" h="100%" justify="space-between">
        <Stack gap={4}>
          <Group justify="space-between" gap="xs">
            <Text size="sm" fw={600} className={classes.label}>
              {label}
            </Text>
            <Text size="sm" className={classes.numbers}>
              <VisitTime appointment={appointment} />
            </Text>
          </Group>
          <Title order={2} size="h3">
            <bdi>{appointment.patient_name}</bdi>
          </Title>
          <Text size="sm" c="dimmed">
            {appointment.visit_type_name}
            {' · '}
            <VisitPlace appointment={appointment} />
          </Text>
          {appointment.reason !== null && <Text size="sm">{appointment.reason}</Text>}
          <Group gap="xs">
            <VisitMarks appointment={appointment} now={now} />
          </Group>
        </Stack>
        <Group gap="xs" justify="space-between">
          <ButtonLink
            to="/visit/$appointmentId"
            params={{ appointmentId: appointment.id }}
            variant={primary ? 'filled' : 'default'}
          >
            {t('today.open')}
          </ButtonLink>
          <StatusActions appointment={appointment} size="sm" />
        </Group>
      </Stack>
    </Card>
  );
}
