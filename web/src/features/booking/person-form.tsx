import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { createPatient, type PatientRead } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { today, visitorZone } from '@/shared/time/zones';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { ownPatientsOptions } from '@/shared/visits/use-own-patients';

/** Someone that this account cares for, with as much as a booking needs. */
export default function PersonForm({
  onAdded,
  onCancel,
}: {
  onAdded: (patient: PatientRead) => void;
  onCancel: (() => void) | undefined;
}) {
  const { t } = useTranslation(['booking', 'common']);
  const client = useQueryClient();
  const keyFor = useIdempotencyKey();
  const form = useForm({
    name: 'person',
    mode: 'uncontrolled',
    initialValues: { full_name: '', date_of_birth: '' },
    validate: {
      full_name: (value) => (value.trim() === '' ? t('booking:fault.required') : null),
      date_of_birth: (value) => (value === '' ? t('booking:fault.required') : null),
    },
  });
  const { onSubmit, pending, error } = useFormSend(form, async (values) => {
    const { data } = await createPatient({
      body: values,
      headers: { 'Idempotency-Key': keyFor(values) },
    });
    await client.invalidateQueries(ownPatientsOptions);
    onAdded(data);
  });
  const asked = onCancel !== undefined;
  const { getInputNode } = form;
  useEffect(() => {
    // Whoever pressed "add" goes on here; a form that is there from the beginning takes nothing.
    if (asked) {
      getInputNode('full_name')?.focus();
    }
  }, [asked, getInputNode]);
  return (
    <Paper withBorder p="md" w="100%">
      <form onSubmit={onSubmit} noValidate aria-label={t('booking:patient.add')}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('booking:patient.add_hint')}
          </Text>
          {error !== null && <ProblemAlert error={error} />}
          <TextInput
            key={form.key('full_name')}
            label={t('booking:patient.name')}
            autoComplete="off"
            maxLength={200}
            required
            {...form.getInputProps('full_name')}
          />
          <TextInput
            key={form.key('date_of_birth')}
            type="date"
            label={t('booking:patient.birth')}
            min="1900-01-01"
            max={today(visitorZone())}
            required
            {...form.getInputProps('date_of_birth')}
          />
          <Group gap="xs">
            <SubmitButton pending={pending} variant="light">
              {t('booking:patient.add_submit')}
            </SubmitButton>
            {onCancel !== undefined && (
              <Button variant="subtle" onClick={onCancel}>
                {t('common:action.cancel')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
