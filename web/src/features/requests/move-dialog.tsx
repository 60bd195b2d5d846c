import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { rescheduleAppointment, type AppointmentRead, type SlotRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { reloadVisits, showChanged } from '@/shared/appointments/cache';
import { keepFocusOn } from '@/shared/appointments/focus';
import { takeStep } from '@/shared/appointments/use-change-status';
import { BusyButton } from '@/shared/forms/busy-button';
import { SlotPicker } from '@/shared/slots';
import { useFormat } from '@/shared/time/use-format';
import { dayOf } from '@/shared/time/zones';
import { Dialog } from '@/shared/ui/dialog';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { ProblemAlert, useProblemText } from '@/shared/ui/problem-alert';

interface MoveDialogProps {
  request: AppointmentRead;
  focusNext: () => HTMLElement | null;
  onClose: () => void;
}

type Place = Pick<SlotRead, 'starts_at' | 'location_id'>;

async function moveTo(visit: AppointmentRead, { starts_at, location_id }: Place) {
  const { data } = await rescheduleAppointment({
    path: { appointment_id: visit.id },
    headers: { 'if-match': `"${visit.version}"` },
    body: { starts_at, location_id },
  });
  return data;
}

/** Moves a request to another free time, and approves it there or leaves it waiting. */
function useMove({ request, focusNext, onClose }: MoveDialogProps) {
  const { t } = useTranslation(['doctor', 'common']);
  const client = useQueryClient();
  const format = useFormat();
  const textOf = useProblemText();

  const undo = async (moved: AppointmentRead) => {
    try {
      showChanged(client, await moveTo(moved, request));
      notifyDone(t('requests.moved_back', { patient: request.patient_name }));
    } catch (error) {
      notifyProblem(textOf(error));
    }
    keepFocusOn(request.id, focusNext);
  };

  return useMutation({
    mutationFn: async ({ slot, approve }: { slot: SlotRead; approve: boolean }) => {
      const moved = await moveTo(request, slot);
      showChanged(client, moved);
      return approve ? takeStep({ appointment: moved, to: 'confirmed' }) : moved;
    },
    onSuccess: (moved) => {
      showChanged(client, moved);
      const approved = moved.status === 'confirmed';
      const words = {
        patient: moved.patient_name,
        day: format.dayOf(moved.starts_at, moved.time_zone),
        time: format.time(moved.starts_at, moved.time_zone),
      };
      notifyDone(
        approved ? t('requests.moved_approved', words) : t('requests.moved', words),
        // Approving cannot be undone, so neither can the two together.
        approved ? undefined : { label: t('common:action.undo'), run: () => void undo(moved) },
      );
      onClose();
      keepFocusOn(moved.id, focusNext);
    },
    onError: () => void reloadVisits(client),
  });
}

export default function MoveDialog(props: MoveDialogProps) {
  const { request, onClose } = props;
  const { t } = useTranslation(['doctor', 'appointments', 'common']);
  const format = useFormat();
  const [slot, setSlot] = useState<SlotRead | null>(null);
  const [missing, setMissing] = useState(false);
  const [approve, setApprove] = useState(true);
  const move = useMove(props);
  const zone = request.time_zone;
  const submit = () => {
    if (slot === null) {
      setMissing(true);
    } else {
      move.mutate({ slot, approve });
    }
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      returnFocus={false}
      title={t('requests.other_time_for', { patient: request.patient_name })}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('requests.asked_for', {
            day: format.dayOf(request.starts_at, zone),
            time: format.timeRange(request.starts_at, request.ends_at, zone),
          })}
        </Text>
        <SlotPicker
          doctorId={request.doctor_id}
          visitTypeId={request.visit_type_id}
          value={slot}
          from={dayOf(request.starts_at, zone)}
          onPick={(picked) => {
            move.reset();
            setSlot(picked);
            setMissing(false);
          }}
        />
        <Checkbox
          label={t('requests.approve_there')}
          checked={approve}
          onChange={({ currentTarget }) => setApprove(currentTarget.checked)}
        />
        {missing && (
          <Text size="sm" c="red" role="alert">
            {t('requests.choose_time')}
          </Text>
        )}
        {move.isError && <MoveProblem error={move.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <BusyButton busy={move.isPending} onClick={submit}>
            {slot === null
              ? t('requests.move')
              : t('requests.move_to', {
                  day: format.dayOf(slot.starts_at, zone),
                  time: format.time(slot.starts_at, zone),
                })}
          </BusyButton>
        </Group>
      </Stack>
    </Dialog>
  );
}

function MoveProblem({ error }: { error: unknown }) {
  const { t } = useTranslation('appointments');
  const { status } = problemOf(error);
  return (
    <ProblemAlert
      error={status === 412 ? { ...problemOf(error), detail: t('changed_elsewhere') } : error}
    />
  );
}
