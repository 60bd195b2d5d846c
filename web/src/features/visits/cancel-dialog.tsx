import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { cancelAppointment, type AppointmentRead } from '@/client';
import { keepFocusOn } from '@/shared/appointments/focus';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { Dialog } from '@/shared/ui/dialog';
import { notifyDone } from '@/shared/ui/notify';

import { Policy } from './policy';
import { useVisitChange } from './use-visit-change';
import { VisitProblem } from './visit-problem';

interface CancelDialogProps {
  visit: AppointmentRead;
  opened: boolean;
  onClose: () => void;
}

const LONGEST_REASON = 1000;

/** A cancelled visit cannot be taken up again: so this one asks, and says the policy. */
export function CancelDialog({ visit, opened, onClose }: CancelDialogProps) {
  const { t } = useTranslation('visits');
  return (
    <Dialog opened={opened} onClose={onClose} title={t('cancel.title')}>
      <CancelForm visit={visit} onClose={onClose} />
    </Dialog>
  );
}

function CancelForm({ visit, onClose }: Omit<CancelDialogProps, 'opened'>) {
  const { t } = useTranslation('visits');
  const format = useFormat();
  const [reason, setReason] = useState('');
  const { mutate, isPending, error } = useVisitChange(visit, () => {
    onClose();
    notifyDone(t('cancel.done'));
    // The link that opened this is gone with the possibility.
    keepFocusOn(visit.id);
  });
  const { starts_at: at, time_zone: zone } = visit;
  const cancel = () =>
    mutate((target) =>
      cancelAppointment({ ...target, body: reason.trim() === '' ? {} : { reason: reason.trim() } }),
    );
  return (
    <Stack gap="md">
      {error !== null && <VisitProblem error={error} />}
      <Text fw={600}>
        {t('cancel.what', {
          doctor: visit.doctor_name,
          day: format.dayOf(at, zone),
          time: format.time(at, zone),
        })}
      </Text>
      <Policy visit={visit} />
      <Textarea
        label={t('cancel.reason')}
        description={t('cancel.reason_hint')}
        autosize
        minRows={2}
        maxLength={LONGEST_REASON}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel.keep')}
        </Button>
        <BusyButton color="red.9" busy={isPending} onClick={cancel}>
          {t('cancel.submit')}
        </BusyButton>
      </Group>
    </Stack>
  );
}
