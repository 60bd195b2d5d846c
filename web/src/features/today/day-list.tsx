import { Button, Card, Collapse, Stack, Title } from '@mantine/core';
import { useDisclosure, useId } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { AppointmentLine } from '@/shared/appointments/appointment-line';
import { StatusActions } from '@/shared/appointments/status-actions';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

import classes from './today.module.css';

interface LinesProps {
  visits: readonly AppointmentRead[];
  now: number;
  label: string;
}

function Lines({ visits, now, label }: LinesProps) {
  return (
    <Card withBorder p={0}>
      {/* Safari takes a list without bullets for no list, unless told. */}
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles */}
      <ul className={classes.list} role="list" aria-label={label}>
        {visits.map((appointment) => (
          <li key={appointment.id} data-inside={appointment.status === 'in_progress' || undefined}>
            <AppointmentLine
              appointment={appointment}
              now={now}
              patient={
                <TextLink
                  to="/visit/$appointmentId"
                  params={{ appointmentId: appointment.id }}
                  fw={600}
                >
                  <bdi>{appointment.patient_name}</bdi>
                </TextLink>
              }
              actions={<StatusActions appointment={appointment} />}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface DayListProps {
  visits: readonly AppointmentRead[];
  off: readonly AppointmentRead[];
  now: number;
}

/** All visits of the day in their order; what does not take place is folded away below. */
export function DayList({ visits, off, now }: DayListProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const [opened, more] = useDisclosure(false);
  const regionId = useId();
  const offLabel = t('today.off', { count: off.length, number: format.number(off.length) });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('today.list')}
      </Title>
      {visits.length > 0 && <Lines visits={visits} now={now} label={t('today.list')} />}
      {off.length > 0 && (
        <div>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            aria-expanded={opened}
            aria-controls={regionId}
            onClick={more.toggle}
          >
            {opened ? t('today.off_hide') : offLabel}
          </Button>
          <Collapse id={regionId} expanded={opened} mt="xs">
            <Lines visits={off} now={now} label={offLabel} />
          </Collapse>
        </div>
      )}
    </Stack>
  );
}
