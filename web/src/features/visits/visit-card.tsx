import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { StatusBadge } from '@/shared/ui/status-badge';
import { TextLink } from '@/shared/ui/link';

import { isUpcoming, todoOf } from './standing';
import classes from './visits.module.css';

interface VisitCardProps {
  visit: AppointmentRead;
  now: number;
  /** Where one account holds several patients, for whom it is. */
  withPatient: boolean;
}

export function VisitCard({ visit, now, withPatient }: VisitCardProps) {
  const { t } = useTranslation(['visits', 'common']);
  const format = useFormat();
  const { starts_at: at, time_zone: zone } = visit;
  const zoneNote = format.zoneIfNeeded(at, zone);
  const video = visit.modality === 'video';
  return (
    <Paper withBorder p="md" className={classes.card} data-past={!isUpcoming(visit, now)}>
      <Group gap="lg" align="flex-start" wrap="nowrap" className={classes.cardBody}>
        <Box className={classes.when}>
          <Title order={3} size="h5">
            <TextLink
              to="/visits/$appointmentId"
              params={{ appointmentId: visit.id }}
              className={classes.wholeCard}
              fw={600}
            >
              {format.dayOf(at, zone, isUpcoming(visit, now) ? 'short' : 'numeric')}
            </TextLink>
          </Title>
          <Text>
            {format.time(at, zone)}
            {zoneNote !== null && (
              <Text span size="sm" c="dimmed">
                {' '}
                {zoneNote}
              </Text>
            )}
          </Text>
        </Box>
        <Stack gap={2} className={classes.what}>
          <Text fw={600}>{visit.doctor_name}</Text>
          <Text size="sm" c="dimmed">
            {visit.visit_type_name} · {video ? t('common:modality.video') : visit.location_name}
          </Text>
          {withPatient && <Text size="sm">{t('for_patient', { name: visit.patient_name })}</Text>}
          <TodoLine visit={visit} now={now} />
        </Stack>
        <div className={classes.state}>
          <StatusBadge status={visit.status} />
        </div>
      </Group>
    </Paper>
  );
}

function TodoLine({ visit, now }: { visit: AppointmentRead; now: number }) {
  const { t } = useTranslation('visits');
  const format = useFormat();
  const todo = todoOf(visit, now);
  if (todo === 'none') {
    return null;
  }
  const until = visit.expires_at ?? visit.starts_at;
  return (
    <Text size="sm" mt={4}>
      {t(`todo.${todo}`, {
        day: format.dayOf(until, visit.time_zone),
        time: format.time(until, visit.time_zone),
      })}
    </Text>
  );
}
