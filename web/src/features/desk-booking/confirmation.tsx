import { Alert, Button, Group, Text } from '@mantine/core';
import { IconCheck, IconHourglass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

interface ConfirmationProps {
  visit: AppointmentRead | null;
  undoing: boolean;
  onUndo: (visit: AppointmentRead) => void;
  onAgain: (visit: AppointmentRead) => void;
}

/** What was booked, to be read out to the caller. */
export function Confirmation({ visit, undoing, onUndo, onAgain }: ConfirmationProps) {
  const { t } = useTranslation(['desk', 'common']);
  const format = useFormat();
  const pending = visit?.status === 'pending';
  return (
    <div role="status">
      {visit !== null && (
        <Alert
          mb="lg"
          variant="light"
          color={pending ? 'yellow' : 'green'}
          icon={pending ? <IconHourglass aria-hidden /> : <IconCheck aria-hidden />}
          title={t(pending ? 'booking.requested' : 'booking.booked', {
            patient: visit.patient_name,
          })}
        >
          <Text size="sm">
            {t('booking.read_out', {
              day: format.dayOf(visit.starts_at, visit.time_zone, 'long'),
              time: format.time(visit.starts_at, visit.time_zone),
              doctor: visit.doctor_name,
              type: visit.visit_type_name,
              place: visit.location_name,
              fee: format.money(visit.fee),
            })}
          </Text>
          <Group gap="xs" mt="xs">
            <Button size="xs" variant="default" onClick={() => onAgain(visit)}>
              {t('booking.again', { name: visit.patient_name })}
            </Button>
            <Button
              size="xs"
              variant="subtle"
              aria-disabled={undoing}
              onClick={() => {
                if (!undoing) {
                  onUndo(visit);
                }
              }}
            >
              {t('common:action.undo')}
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
