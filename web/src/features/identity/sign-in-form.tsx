import { Alert, Group, Skeleton, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMail } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { login } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { PasswordField } from '@/shared/forms/password-field';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { startSession } from '@/shared/session/session';
import { TextLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { PasskeySignIn } from './passkey-sign-in';
import { pendingOf, type Pending } from './pending';
import { required } from './rules';

const SecondStep = lazy(() => import('./second-step'));

interface SignInFormProps {
  /** After the session has begun. */
  onDone: () => void;
  /** What was typed elsewhere already. */
  email?: string;
}

export function SignInForm({ onDone, email = '' }: SignInFormProps) {
  const { t } = useTranslation('identity');
  const say = (fault: ReturnType<typeof required>) => fault && t(`fault.${fault}`);
  const form = useForm({
    name: 'sign-in',
    mode: 'uncontrolled',
    initialValues: { email, password: '' },
    validate: {
      email: (value) => say(required(value)),
      password: (value) => say(value === '' ? 'required' : null),
    },
  });
  const [half, setHalf] = useState<Pending | null>(null);
  const { onSubmit, pending, error } = useFormSend(form, async (values) => {
    try {
      const { data } = await login({ body: { ...values, email: values.email.trim() } });
      await startSession(data);
    } catch (fault) {
      const next = pendingOf(fault);
      if (next === null) {
        throw fault;
      }
      setHalf(next);
      return;
    }
    onDone();
  });
  if (half !== null) {
    return (
      <Suspense fallback={<Skeleton h={220} />}>
        <SecondStep pending={half} onDone={onDone} onAgain={() => setHalf(null)} />
      </Suspense>
    );
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {error !== null && <SignInProblem error={error} />}
        <TextInput
          key={form.key('email')}
          label={t('field.email')}
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps('email')}
        />
        <PasswordField
          key={form.key('password')}
          purpose="current"
          required
          {...form.getInputProps('password')}
        />
        <Group justify="space-between">
          <SubmitButton pending={pending}>{t('sign_in.submit')}</SubmitButton>
          <TextLink to="/forgot-password" size="sm">
            {t('sign_in.forgot')}
          </TextLink>
        </Group>
        <PasskeySignIn onDone={onDone} />
      </Stack>
    </form>
  );
}

function SignInProblem({ error }: { error: unknown }) {
  const { t } = useTranslation('identity');
  switch (problemOf(error).code) {
    case 'auth.bad_credentials':
      return (
        <Alert color="red" role="alert" variant="light">
          {t('sign_in.refused')}
        </Alert>
      );
    case 'auth.email_not_verified':
      return (
        <Alert color="yellow" role="alert" variant="light" icon={<IconMail aria-hidden />}>
          {t('sign_in.verify_first')}
        </Alert>
      );
    default:
      return <ProblemAlert error={error} />;
  }
}
