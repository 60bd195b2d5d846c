import { Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { forgetPassword } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { TextLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { AccountPage } from './account-page';
import { emailFault } from './rules';

export function ForgotPasswordPage() {
  const { t } = useTranslation('identity');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({
    name: 'forgot-password',
    mode: 'uncontrolled',
    initialValues: { email: '' },
    validate: {
      email: (value) => {
        const fault = emailFault(value);
        return fault && t(`fault.${fault}`);
      },
    },
  });
  const { onSubmit, pending, error } = useFormSend(form, async ({ email }) => {
    await forgetPassword({ body: { email: email.trim() } });
    setSentTo(email.trim());
  });
  const back = (
    <Text size="sm">
      <TextLink to="/sign-in">{t('forgot.back')}</TextLink>
    </Text>
  );
  if (sentTo !== null) {
    return (
      <AccountPage key="sent" title={t('forgot.sent_title')} beside={back}>
        <Text>{t('forgot.sent_text', { email: sentTo })}</Text>
      </AccountPage>
    );
  }
  return (
    <AccountPage key="ask" title={t('forgot.title')} description={t('forgot.hint')} beside={back}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="md">
          {error !== null && <ProblemAlert error={error} />}
          <TextInput
            key={form.key('email')}
            label={t('field.email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <div>
            <SubmitButton pending={pending}>{t('forgot.submit')}</SubmitButton>
          </div>
        </Stack>
      </form>
    </AccountPage>
  );
}
