import { Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { reviewEmergency, type EmergencyReviewRead, type Outcome } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { useRefresh } from '@/shared/tables/use-refresh';
import { Dialog } from '@/shared/ui/dialog';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';

const OUTCOMES = ['justified', 'unjustified'] as const satisfies readonly Outcome[];
const LONGEST = 4000;

interface ReviewDialogProps {
  emergency: EmergencyReviewRead;
  onClose: () => void;
}

/** Asks what an administrator thinks of it; what is said stays, so there is no way back. */
export function ReviewDialog({ emergency, onClose }: ReviewDialogProps) {
  const { t } = useTranslation(['emergencies', 'common']);
  const refresh = useRefresh();
  const form = useRef<HTMLFormElement>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const review = useMutation({
    mutationFn: (chosen: Outcome) =>
      reviewEmergency({
        path: { emergency_id: emergency.id },
        body: { outcome: chosen, note: note.trim() === '' ? null : note.trim() },
      }),
    onSuccess: () => {
      notifyDone(t('review.done'));
      onClose();
    },
    onSettled: () => refresh('listEmergencies'),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (outcome === null) {
      setMissing(true);
      form.current?.querySelector<HTMLElement>('input[type="radio"]')?.focus();
    } else if (!review.isPending) {
      review.mutate(outcome);
    }
  };
  return (
    <Dialog opened onClose={onClose} title={t('review.title')}>
      <form ref={form} onSubmit={submit} noValidate>
        <Stack>
          <div>
            <Text size="sm">
              {t('review.told', {
                name: emergency.opened_by_name,
                patient: emergency.patient_name,
              })}
            </Text>
            <Text>{emergency.reason}</Text>
          </div>
          <Radio.Group
            label={t('outcome.label')}
            required
            value={outcome}
            error={missing ? t('outcome.missing') : undefined}
            onChange={(value) => {
              setOutcome(OUTCOMES.find((each) => each === value) ?? null);
              setMissing(false);
            }}
          >
            <Stack gap="xs" mt="xs">
              {OUTCOMES.map((each) => (
                <Radio key={each} value={each} label={t(`outcome.${each}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('review.note')}
            autosize
            minRows={2}
            maxLength={LONGEST}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          {review.isError && <ProblemAlert error={review.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <BusyButton type="submit" busy={review.isPending}>
              {t('review.submit')}
            </BusyButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
