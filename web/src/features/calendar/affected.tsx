import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { SchedulePreview } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { useHasRole } from '@/shared/session/use-session';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

interface AffectedProps {
  found: SchedulePreview;
  pending: boolean;
  onSave: () => void;
  onBack: () => void;
}

const SHOWN = 50;

/** Whom a change of hours would leave without them, before it is made. */
export function Affected({ found, pending, onSave, onBack }: AffectedProps) {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  const doctor = useHasRole('doctor');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const more = found.total - Math.min(found.affected.length, SHOWN);
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role="group"
      color="orange"
      variant="light"
      icon={<IconUsers aria-hidden />}
      title={t('affected.title', { count: found.total, number: format.number(found.total) })}
    >
      <Stack gap="sm">
        <Text size="sm">{t('affected.hint')}</Text>
        <List size="sm" spacing={4} aria-label={t('affected.list')}>
          {found.affected.slice(0, SHOWN).map(({ id, starts_at, time_zone, ...visit }) => (
            <List.Item key={id}>
              {format.dayOf(starts_at, time_zone)}, {format.time(starts_at, time_zone)}:{' '}
              {doctor ? (
                <TextLink
                  to="/visit/$appointmentId"
                  params={{ appointmentId: id }}
                  target="_blank"
                  fz="sm"
                >
                  {visit.patient_name}
                </TextLink>
              ) : (
                <TextLink
                  to="/calendar"
                  search={{ doctor: visit.doctor_id, visit: id }}
                  target="_blank"
                  fz="sm"
                >
                  {visit.patient_name}
                </TextLink>
              )}
            </List.Item>
          ))}
        </List>
        {more > 0 && (
          <Text size="sm">{t('affected.more', { count: more, number: format.number(more) })}</Text>
        )}
        <Group gap="xs">
          <BusyButton busy={pending} onClick={onSave}>
            {t('affected.save')}
          </BusyButton>
          <Button variant="default" onClick={onBack}>
            {t('affected.back')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
