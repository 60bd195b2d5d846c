import { Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import {
  bookAppointment,
  updatePatient,
  type AppointmentRead,
  type PatientSummary,
} from '@/client';
import { showChanged } from '@/shared/appointments/cache';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { useUser } from '@/shared/session/use-session';
import { today, visitorZone } from '@/shared/time/zones';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { ownPatientsOptions } from '@/shared/visits/use-own-patients';

import { dropDraft, keepDraft, readDraft } from './draft';
import { lossOf } from './rules';
import type { BookedSlot } from './search';
import { holdsSettled } from './use-hold';

const LONGEST = 4000;

interface BookingFormProps {
  slot: BookedSlot;
  patient: PatientSummary | undefined;
  needsApproval: boolean;
  /** The time is known to be gone: choose another one first. */
  blocked: boolean;
  onBooked: (appointment: AppointmentRead) => void;
  onRefused: (error: unknown) => void;
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

function useSend({ slot, patient, onBooked, onRefused }: BookingFormProps) {
  const client = useQueryClient();
  const keyFor = useIdempotencyKey();
  const complete = async (date_of_birth: string) => {
    if (patient?.date_of_birth === null) {
      await updatePatient({
        path: { patient_id: patient.id },
        body: { date_of_birth },
        headers: { 'if-match': `"${patient.version}"` },
      });
    }
  };
  return async (values: { date_of_birth: string; reason: string; symptoms: string }) => {
    // No hold is named: it is given up for its own time, and one that ran out is no reason to fail.
    const body = {
      doctor_id: slot.doctor,
      visit_type_id: slot.visit_type,
      location_id: slot.location,
      starts_at: slot.starts_at,
      patient_id: patient?.id,
      reason: orNull(values.reason),
      symptoms: orNull(values.symptoms),
    };
    try {
      await Promise.all([complete(values.date_of_birth), holdsSettled()]);
      const { data } = await bookAppointment({
        body,
        headers: { 'Idempotency-Key': keyFor(body) },
      });
      dropDraft();
      showChanged(client, data);
      onBooked(data);
    } catch (error) {
      onRefused(error);
      throw error;
    } finally {
      void client.invalidateQueries(ownPatientsOptions);
    }
  };
}

/** Reason and symptoms, and the button that books. */
export function BookingForm(props: BookingFormProps) {
  const { patient, needsApproval, blocked } = props;
  const { t } = useTranslation('booking');
  const typist = useUser()?.id;
  const isBirthMissing = patient?.date_of_birth === null;
  const form = useForm({
    name: 'booking',
    mode: 'uncontrolled',
    initialValues: { date_of_birth: '', ...readDraft(typist) },
    onValuesChange: ({ reason, symptoms }) => keepDraft({ reason, symptoms }, typist),
    validate: {
      date_of_birth: (value) => (isBirthMissing && value === '' ? t('fault.required') : null),
    },
  });
  const send = useSend(props);
  const { onSubmit, pending, error } = useFormSend(form, send);
  return (
    <form onSubmit={onSubmit} noValidate aria-labelledby="what-about">
      <Stack gap="md">
        {isBirthMissing && (
          <TextInput
            key={form.key('date_of_birth')}
            type="date"
            label={t('patient.birth_of', { name: patient.full_name })}
            description={t('patient.birth_why')}
            min="1900-01-01"
            max={today(visitorZone())}
            required
            {...form.getInputProps('date_of_birth')}
          />
        )}
        <Title order={2} size="h4" id="what-about">
          {t('about.title')}
        </Title>
        <TextInput
          key={form.key('reason')}
          label={t('about.reason')}
          description={t('about.reason_hint')}
          maxLength={LONGEST}
          autoComplete="off"
          {...form.getInputProps('reason')}
        />
        <Textarea
          key={form.key('symptoms')}
          label={t('about.symptoms')}
          description={t('about.symptoms_hint')}
          maxLength={LONGEST}
          minRows={3}
          autosize
          {...form.getInputProps('symptoms')}
        />
        {error !== null && lossOf(error) === null && <ProblemAlert error={error} />}
        <div>
          <SubmitButton pending={pending} size="md" disabled={blocked || patient === undefined}>
            {t(needsApproval ? 'submit_request' : 'submit')}
          </SubmitButton>
          {blocked && (
            <Text size="sm" c="dimmed" mt="xs">
              {t('loss.first_choose')}
            </Text>
          )}
        </div>
      </Stack>
    </form>
  );
}
