import { Alert, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { resetPassword } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { PasswordField } from '@/shared/forms/password-field';
import { newPasswordFault } from '@/shared/forms/password-rules';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { endSession } from '@/shared/session/session';
import { ButtonLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { AccountPage } from './account-page';
import { repeatFault } from './rules';

function LinkIsBad() {
  const { t } = useTranslation('identity');
  return (
    <Alert color="red" role="alert" variant="light">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('reset.link_bad')}</Text>
        <ButtonLink to="/forgot-password" size="xs" variant="default">
          {t('forgot.submit')}
        </ButtonLink>
      </Stack>
    </Alert>
  );
}

export function ResetPasswordPage({ token }: { token: string | null }) {
  const { t } = useTranslation('identity');
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <AccountPage key="done" title={t('reset.done_title')}>
        <Stack align="flex-start">
          <Text>{t('reset.done_text')}</Text>
          <ButtonLink to="/sign-in">{t('sign_in.submit')}</ButtonLink>
        </Stack>
      </AccountPage>
    );
  }
  return (
    <AccountPage key="ask" title={t('reset.title')} description={t('reset.hint')}>
      {token === null ? (
        <LinkIsBad />
      ) : (
        <ResetForm
          token={token}
          onDone={() => {
            // The new password ended every session, this browser's too.
            endSession();
            setDone(true);
          }}
        />
      )}
    </AccountPage>
  );
}

function ResetForm({ token, onDone }: { token: string; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const say = (fault: 'required' | 'password_short' | 'password_differs' | null) =>
    fault && t(`fault.${fault}`);
  const form = useForm({
    name: 'reset-password',
    mode: 'uncontrolled',
    initialValues: { password: '', repeated: '' },
    validate: {
      password: (value) => say(newPasswordFault(value)),
      repeated: (value, { password }) => say(repeatFault(value, password)),
    },
  });
  const { onSubmit, pending, error } = useFormSend(form, async ({ password }) => {
    await resetPassword({ body: { token, password } });
    onDone();
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {error !== null &&
          (problemOf(error).code === 'auth.bad_token' ? (
            <LinkIsBad />
          ) : (
            <ProblemAlert error={error} />
          ))}
        <PasswordField
          key={form.key('password')}
          purpose="new"
          label={t('field.new_password')}
          required
          {...form.getInputProps('password')}
        />
        <PasswordField
          key={form.key('repeated')}
          purpose="repeat"
          label={t('field.repeat_password')}
          required
          {...form.getInputProps('repeated')}
        />
        <div>
          <SubmitButton pending={pending}>{t('reset.submit')}</SubmitButton>
        </div>
      </Stack>
    </form>
  );
}
