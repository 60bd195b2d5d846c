import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconUserPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { createPatient } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { SEXES } from '@/shared/patients/sexes';
import { useRefresh } from '@/shared/tables/use-refresh';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { orNull } from './or-null';
import { Section } from './section';

/** A child, or somebody else one cares for: booked for and looked after in the same account. */
export function AddPatient({ onAdded }: { onAdded: (patientId: string) => void }) {
  const { t } = useTranslation('profile');
  const [adding, setAdding] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  const wasAdding = useRef(false);
  useEffect(() => {
    if (wasAdding.current && !adding) {
      add.current?.focus();
    }
    wasAdding.current = adding;
  }, [adding]);
  if (!adding) {
    return (
      <Button
        ref={add}
        variant="default"
        leftSection={<IconUserPlus size={16} aria-hidden />}
        onClick={() => setAdding(true)}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('add.open')}
      </Button>
    );
  }
  return (
    <Section title={t('add.title')}>
      <AddForm
        onAdded={(id) => {
          setAdding(false);
          onAdded(id);
        }}
        onLeave={() => setAdding(false)}
      />
    </Section>
  );
}

function AddForm({ onAdded, onLeave }: { onAdded: (id: string) => void; onLeave: () => void }) {
  const { t } = useTranslation('profile');
  const refresh = useRefresh();
  const keyFor = useIdempotencyKey();
  const form = useForm({
    name: 'add-patient',
    mode: 'uncontrolled',
    initialValues: { full_name: '', date_of_birth: '', sex: 'unknown' },
    validate: { full_name: (value) => (value.trim() === '' ? t('account.name_missing') : null) },
  });
  const { onSubmit, pending, error } = useFormSend(form, async (values) => {
    const body = {
      full_name: values.full_name.trim(),
      date_of_birth: orNull(values.date_of_birth),
      sex: SEXES.find((sex) => sex === values.sex) ?? 'unknown',
    };
    const { data } = await createPatient({
      body,
      headers: { 'Idempotency-Key': keyFor(body) },
    });
    await refresh('listPatients');
    notifyDone(t('add.done', { name: data.full_name }));
    onAdded(data.id);
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('add.hint')}
        </Text>
        {error !== null && <ProblemAlert error={error} />}
        <TextInput
          key={form.key('full_name')}
          label={t('account.full_name')}
          autoComplete="off"
          required
          ref={focusOnce}
          {...form.getInputProps('full_name')}
        />
        <TextInput
          key={form.key('date_of_birth')}
          label={t('patient.date_of_birth')}
          type="date"
          autoComplete="off"
          min="1900-01-01"
          {...form.getInputProps('date_of_birth')}
        />
        <Select
          key={form.key('sex')}
          label={t('patient.sex')}
          data={SEXES.map((sex) => ({ value: sex, label: t(`sex.${sex}`) }))}
          allowDeselect={false}
          {...form.getInputProps('sex')}
        />
        <Group gap="xs">
          <SubmitButton pending={pending}>{t('add.submit')}</SubmitButton>
          <Button variant="default" onClick={onLeave}>
            {t('leave')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The form opened by its button: typing may begin. */
function focusOnce(element: HTMLInputElement | null): void {
  element?.focus();
}
