import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { openRecordsInEmergency, type EmergencyRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { visitorZone } from '@/shared/time/zones';
import { Dialog } from '@/shared/ui/dialog';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { forgetWhenItEnds } from './closing';

const SHORTEST = 10;
const LONGEST = 500;
const ALREADY_OPEN = 'break_glass.already_open';

interface OpenInEmergencyProps {
  patientId: string;
  /** Why it is closed to who is looking. */
  closed: string;
  onOpened: () => void;
}

/** Says that a patient's records are closed to the reader, and opens them for who says why. */
export function OpenInEmergency({ patientId, closed, onOpened }: OpenInEmergencyProps) {
  const { t } = useTranslation('emergencies');
  const [asking, setAsking] = useState(false);
  return (
    <Alert
      color="gray"
      variant="light"
      role="note"
      icon={<IconLock aria-hidden />}
      title={t('closed.title')}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{closed}</Text>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('open.button')}
        </Button>
      </Stack>
      {asking && (
        <ReasonDialog
          patientId={patientId}
          onClose={() => setAsking(false)}
          onOpened={() => {
            setAsking(false);
            onOpened();
          }}
        />
      )}
    </Alert>
  );
}

interface ReasonDialogProps {
  patientId: string;
  onClose: () => void;
  onOpened: () => void;
}

function useOpening(patientId: string, onOpened: () => void) {
  const { t } = useTranslation('emergencies');
  const format = useFormat();
  const client = useQueryClient();
  // The same for the same words sent again: an answer that was lost opens it once.
  const [keys] = useState(() => new Map<string, string>());
  return useMutation({
    mutationFn: async (reason: string): Promise<EmergencyRead> => {
      const key = keys.get(reason) ?? crypto.randomUUID();
      keys.set(reason, key);
      const { data } = await openRecordsInEmergency({
        path: { patient_id: patientId },
        headers: { 'Idempotency-Key': key },
        body: { reason },
      });
      return data;
    },
    onSuccess: (opened) => {
      forgetWhenItEnds(client, opened);
      notifyDone(t('open.done', { time: format.time(opened.expires_at, visitorZone()) }));
      onOpened();
    },
    onError: (error) => {
      // In another tab, or by what was sent before with other words.
      if (problemOf(error).code === ALREADY_OPEN) {
        onOpened();
      }
    },
  });
}

function ReasonDialog({ patientId, onClose, onOpened }: ReasonDialogProps) {
  const { t } = useTranslation(['emergencies', 'common']);
  const [reason, setReason] = useState('');
  const [short, setShort] = useState(false);
  const opening = useOpening(patientId, onOpened);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (reason.trim().length < SHORTEST) {
      setShort(true);
      event.currentTarget.querySelector('textarea')?.focus();
    } else if (!opening.isPending) {
      opening.mutate(reason.trim());
    }
  };
  return (
    <Dialog opened onClose={onClose} title={t('open.title')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">{t('open.hint')}</Text>
          <Textarea
            data-autofocus
            label={t('open.reason')}
            description={t('open.reason_hint')}
            required
            error={short ? t('open.reason_short') : undefined}
            autosize
            minRows={2}
            maxLength={LONGEST}
            value={reason}
            onChange={({ currentTarget }) => {
              setReason(currentTarget.value);
              setShort(false);
            }}
          />
          {opening.isError && <ProblemAlert error={opening.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <BusyButton type="submit" color="red.9" busy={opening.isPending}>
              {t('open.submit')}
            </BusyButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
