import { Button, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { createPatient, type PatientSummary, type Sex } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { today, visitorZone } from '@/shared/time/zones';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { Duplicates } from './duplicates';
import type { PatientSeed } from './query';
import { noteRecentPatient } from './recent';
import { SEXES } from './sexes';
import { useDuplicates } from './use-duplicates';

interface QuickRegisterProps {
  seed: PatientSeed;
  /** Registered just now, or found to be registered already. */
  onDone: (patient: PatientSummary) => void;
  onCancel: () => void;
}

/** What a caller can say in one breath; the rest can be written down when they come. */
export function QuickRegister({ seed, onDone, onCancel }: QuickRegisterProps) {
  const { t } = useTranslation(['desk', 'common']);
  const keyOf = useIdempotencyKey();
  const form = useForm({
    initialValues: { ...seed, sex: 'unknown' as Sex },
    validate: {
      full_name: (name) => (name.trim() === '' ? t('register.name_missing') : null),
    },
  });
  const duplicates = useDuplicates(form.values);
  const choose = (patient: PatientSummary) => {
    noteRecentPatient(patient);
    onDone(patient);
  };
  const send = useFormSend(form, async ({ full_name, mobile, date_of_birth, sex }) => {
    const body = {
      full_name,
      sex,
      mobile: mobile.trim() === '' ? null : mobile,
      date_of_birth: date_of_birth === '' ? null : date_of_birth,
    };
    const { data } = await createPatient({ body, headers: { 'Idempotency-Key': keyOf(body) } });
    choose(data);
  });
  useEffect(() => {
    const names = ['full_name', 'mobile', 'date_of_birth'] as const;
    const empty = names.find((name) => seed[name] === '') ?? 'full_name';
    form.getInputNode(empty)?.focus();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the form opens
  }, []);
  return (
    <form onSubmit={send.onSubmit} noValidate aria-label={t('register.title')}>
      <Stack gap="sm">
        {send.error !== null && <ProblemAlert error={send.error} />}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label={t('register.name')}
            required
            maxLength={200}
            autoComplete="off"
            {...form.getInputProps('full_name')}
          />
          <TextInput
            type="tel"
            label={t('register.mobile')}
            autoComplete="off"
            {...form.getInputProps('mobile')}
          />
          <TextInput
            type="date"
            label={t('register.date_of_birth')}
            max={today(visitorZone())}
            min="1900-01-01"
            {...form.getInputProps('date_of_birth')}
          />
          <NativeSelect
            label={t('register.sex')}
            data={SEXES.map((value) => ({ value, label: t(`sex.${value}`) }))}
            {...form.getInputProps('sex')}
          />
        </SimpleGrid>
        <Duplicates patients={duplicates} onChoose={choose} />
        <Group gap="xs">
          <SubmitButton pending={send.pending}>{t('register.submit')}</SubmitButton>
          <Button variant="default" onClick={onCancel}>
            {t('common:action.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
