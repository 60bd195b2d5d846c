import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';

import type { UserRead } from '@/client';
import { PasswordField } from '@/shared/forms/password-field';
import { newPasswordFault } from '@/shared/forms/password-rules';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { changeMe } from './change-me';
import { Section } from './section';

export function PasswordSection({ user }: { user: UserRead }) {
  const { t } = useTranslation('profile');
  const form = useForm({
    name: 'change-password',
    // Controlled, so that the fields and the focus in them stay when they are emptied.
    mode: 'controlled',
    initialValues: { current_password: '', password: '' },
    validate: {
      current_password: (value) => (value === '' ? t('password.current_missing') : null),
      password: (value) => (newPasswordFault(value) === null ? null : t('password.too_short')),
    },
  });
  const { onSubmit, pending, error } = useFormSend(form, async (body) => {
    await changeMe(user, body);
    form.reset();
    notifyDone(t('password.changed'));
  });
  return (
    <Section title={t('password.title')}>
      <form onSubmit={onSubmit} noValidate>
        {/* Tells password managers whose password this is. */}
        <input
          type="text"
          autoComplete="username"
          value={user.email}
          readOnly
          hidden
          aria-hidden
          tabIndex={-1}
        />
        <Stack gap="md">
          {error !== null && <ProblemAlert error={error} />}
          <PasswordField
            key={form.key('current_password')}
            purpose="current"
            label={t('password.current')}
            required
            {...form.getInputProps('current_password')}
          />
          <PasswordField
            key={form.key('password')}
            purpose="new"
            label={t('password.new')}
            required
            {...form.getInputProps('password')}
          />
          <div>
            <SubmitButton pending={pending} variant="default">
              {t('password.submit')}
            </SubmitButton>
          </div>
        </Stack>
      </form>
    </Section>
  );
}
