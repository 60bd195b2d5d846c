import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { VisitMarks } from '@/shared/appointments/marks';
import { useNow } from '@/shared/time/use-now';
import { StatusBadge } from '@/shared/ui/status-badge';

import classes from './visit.module.css';

/** Why they come, in their own words. */
export function ThisVisit({ appointment }: { appointment: AppointmentRead }) {
  const { t } = useTranslation('doctor');
  const now = useNow();
  const said = (['reason', 'symptoms', 'notes'] as const).filter((name) => appointment[name]);
  return (
    <Card withBorder component="section" aria-label={t('visit.why')}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4">
            {t('visit.why')}
          </Title>
          <Group gap="xs">
            <StatusBadge status={appointment.status} />
            <VisitMarks appointment={appointment} now={now} />
          </Group>
        </Group>
        {said.length === 0 && <Text c="dimmed">{t('visit.nothing_said')}</Text>}
        {said.map((name) => (
          <div key={name}>
            <Text size="sm" fw={600}>
              {t(`visit.${name}`)}
            </Text>
            <Text className={classes.text}>{appointment[name]}</Text>
          </div>
        ))}
      </Stack>
    </Card>
  );
}
