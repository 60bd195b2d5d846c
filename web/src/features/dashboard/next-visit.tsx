import { Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import type { AppointmentRead } from '@/client';
import { VisitPlace, VisitTime } from '@/shared/appointments/appointment-line';
import { useFormat } from '@/shared/time/use-format';
import { StatusBadge } from '@/shared/ui/status-badge';

import classes from './dashboard.module.css';

interface NextVisitProps {
  label: string;
  visit: AppointmentRead;
  /** The doctor for the patient, the patient for the doctor. */
  who: string;
  withDay?: boolean;
  actions: ReactNode;
}

/** The one visit that comes next: when, with whom, what for and where. */
export function NextVisit({ label, visit, who, withDay = false, actions }: NextVisitProps) {
  const format = useFormat();
  return (
    <Card withBorder padding="lg" component="section" aria-label={label} className={classes.next}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text size="sm" fw={600} className={classes.label}>
            {label}
          </Text>
          <StatusBadge status={visit.status} />
        </Group>
        <div>
          <Title order={2} size="h3">
            {withDay && <>{format.dayOf(visit.starts_at, visit.time_zone, 'long')}, </>}
            <VisitTime appointment={visit} />
          </Title>
          <Text fw={600}>
            <bdi>{who}</bdi>
          </Text>
          <Text size="sm" c="dimmed">
            {visit.visit_type_name}
            {' · '}
            <VisitPlace appointment={visit} />
          </Text>
        </div>
        <Group gap="xs">{actions}</Group>
      </Stack>
    </Card>
  );
}
