import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, Status } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { Dialog } from '@/shared/ui/dialog';

import { stepOf } from './steps';

const LONGEST = 500;
const SEEN_BY_PATIENT: readonly Status[] = ['declined', 'cancelled'];

interface StepDialogProps {
  appointment: AppointmentRead;
  to: Status;
  busy: boolean;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks for the reason of a step, needed or not; what was typed stays if the step is refused. */
export default function StepDialog({ appointment, to, busy, onConfirm, onClose }: StepDialogProps) {
  const { t } = useTranslation('appointments');
  const format = useFormat();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const needed = appointment.reason_needed_for.includes(to);
  const { label, danger } = stepOf(appointment.status, to);

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (needed && reason.trim() === '') {
      setMissing(true);
      event.currentTarget.querySelector('textarea')?.focus();
    } else {
      onConfirm(reason.trim());
    }
  };

  return (
    <Dialog opened onClose={onClose} title={t(`step.${label}`)} returnFocus={false}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>
            {t('dialog.visit', {
              patient: appointment.patient_name,
              day: format.dayOf(appointment.starts_at, appointment.time_zone),
              time: format.timeRange(
                appointment.starts_at,
                appointment.ends_at,
                appointment.time_zone,
              ),
            })}
          </Text>
          <Textarea
            data-autofocus
            label={needed ? t('dialog.reason') : t('dialog.reason_optional')}
            description={SEEN_BY_PATIENT.includes(to) ? t('dialog.seen_by_patient') : undefined}
            required={needed}
            error={missing ? t('dialog.reason_needed') : undefined}
            autosize
            minRows={2}
            maxLength={LONGEST}
            value={reason}
            onChange={({ currentTarget }) => {
              setReason(currentTarget.value);
              setMissing(false);
            }}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('dialog.back')}
            </Button>
            <BusyButton type="submit" busy={busy} color={danger ? 'red.9' : undefined}>
              {t(`step.${label}`)}
            </BusyButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
