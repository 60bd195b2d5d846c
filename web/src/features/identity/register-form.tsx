import { Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import {
  AccountFields,
  accountOf,
  NO_ACCOUNT,
  RegionField,
  useAccountRules,
} from './account-fields';
import { registerAndEnter } from './enter';
import { MailedNotice } from './mailed-notice';
import { orNull } from './rules';

interface RegisterFormProps {
  /** After the session has begun. */
  onDone: () => void;
}

/** Registration of a patient: what booking needs, the rest later in the profile. */
export function RegisterForm({ onDone }: RegisterFormProps) {
  const { t, i18n } = useTranslation('identity');
  const rules = useAccountRules();
  const keyFor = useIdempotencyKey();
  const [mailedTo, setMailedTo] = useState<string | null>(null);
  const form = useForm({
    name: 'register',
    mode: 'uncontrolled',
    initialValues: { ...NO_ACCOUNT, date_of_birth: '' },
    validate: rules,
  });
  const { onSubmit, pending, error } = useFormSend(form, async (values) => {
    const body = {
      role: 'patient' as const,
      ...accountOf(values, i18n.language),
      date_of_birth: orNull(values.date_of_birth),
    };
    const entry = await registerAndEnter(body, keyFor(body));
    if (entry === 'signed-in') {
      onDone();
    } else {
      setMailedTo(body.email);
    }
  });
  if (mailedTo !== null) {
    return <MailedNotice email={mailedTo} onDone={onDone} />;
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {error !== null && <ProblemAlert error={error} />}
        <AccountFields form={form} />
        <TextInput
          key={form.key('date_of_birth')}
          label={t('field.date_of_birth')}
          description={t('field.date_of_birth_hint')}
          type="date"
          autoComplete="bday"
          min="1900-01-01"
          {...form.getInputProps('date_of_birth')}
        />
        <RegionField form={form} />
        <div>
          <SubmitButton pending={pending}>{t('register.submit')}</SubmitButton>
        </div>
        <Text size="sm" c="dimmed">
          {t('register.privacy')}
        </Text>
      </Stack>
    </form>
  );
}
