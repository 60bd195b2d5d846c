import { Alert, Button, Stack, Text, TextInput, Title, type TextInputProps } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { finishLogin, startPasskeySecondFactor } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { CodeField } from '@/shared/security/code-field';
import { canUsePasskeys } from '@/shared/security/can-use-passkeys';
import { askPasskey } from '@/shared/security/passkeys';
import { SecurityProblem } from '@/shared/security/security-problem';
import { useFocusOnMount } from '@/shared/security/use-focus-on-mount';
import { startSession } from '@/shared/session/session';

import type { Pending } from './pending';

interface SecondStepProps {
  pending: Pending;
  onDone: () => void;
  /** Back to the password. */
  onAgain: () => void;
}

/** After the password: a code, a recovery code or a passkey. */
export default function SecondStep({ pending, onDone, onAgain }: SecondStepProps) {
  const { t } = useTranslation('security');
  const { token, methods } = pending;
  const [recovering, setRecovering] = useState(!methods.includes('totp'));
  const passkey = useMutation({
    mutationFn: async () => {
      const { data } = await startPasskeySecondFactor({ body: { mfa_token: token } });
      const credential = await askPasskey(data.public_key);
      const done = await finishLogin({ body: { mfa_token: token, credential } });
      await startSession(done.data);
      onDone();
    },
  });
  const byPasskey = methods.includes('passkey') && canUsePasskeys();
  const byCode = methods.includes('totp') && !recovering;
  const byRecovery = methods.includes('recovery_code') && recovering;
  return (
    <Stack gap="md">
      <Title order={2} size="h4">
        {t('second.title')}
      </Title>
      <StepProblem error={passkey.error} />
      {byPasskey && (
        <Button
          variant={methods.includes('totp') ? 'default' : 'filled'}
          loading={passkey.isPending}
          onClick={() => passkey.mutate()}
        >
          {t('passkey.use')}
        </Button>
      )}
      {byCode && <StepForm field="code" token={token} onDone={onDone} />}
      {byRecovery && <StepForm field="recovery_code" token={token} onDone={onDone} />}
      {methods.includes('totp') && methods.includes('recovery_code') && (
        <Button variant="subtle" size="compact-sm" onClick={() => setRecovering(!recovering)}>
          {t(recovering ? 'second.use_code' : 'second.use_recovery')}
        </Button>
      )}
      <Button variant="subtle" size="compact-sm" onClick={onAgain}>
        {t('second.again')}
      </Button>
    </Stack>
  );
}

interface StepFormProps {
  field: 'code' | 'recovery_code';
  token: string;
  onDone: () => void;
}

function StepForm({ field, token, onDone }: StepFormProps) {
  const { t } = useTranslation('security');
  const fault = field === 'code' ? t('code.fault') : t('second.recovery_fault');
  const form = useForm({
    name: field === 'code' ? 'second-step-code' : 'second-step-recovery',
    mode: 'uncontrolled',
    initialValues: { typed: '' },
    validate: { typed: (value) => (value.trim() === '' ? fault : null) },
  });
  const { onSubmit, pending, error } = useFormSend(form, async ({ typed }) => {
    const { data } = await finishLogin({ body: { mfa_token: token, [field]: typed.trim() } });
    await startSession(data);
    onDone();
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <StepProblem error={error} />
        {field === 'code' ? (
          <CodeField
            key={form.key('typed')}
            description={t('second.code_hint')}
            {...form.getInputProps('typed')}
          />
        ) : (
          <RecoveryField key={form.key('typed')} {...form.getInputProps('typed')} />
        )}
        <div>
          <SubmitButton pending={pending}>{t('second.submit')}</SubmitButton>
        </div>
      </Stack>
    </form>
  );
}

function RecoveryField(props: TextInputProps) {
  const { t } = useTranslation('security');
  const field = useFocusOnMount();
  return (
    <TextInput
      ref={field}
      label={t('second.recovery')}
      description={t('second.recovery_hint')}
      autoComplete="off"
      spellCheck={false}
      maxLength={20}
      required
      {...props}
    />
  );
}

function StepProblem({ error }: { error: unknown }) {
  const { t } = useTranslation('security');
  if (error !== null && problemOf(error).code === 'auth.mfa_ended') {
    return (
      <Alert color="red" role="alert" variant="light">
        <Text size="sm">{t('second.ended')}</Text>
      </Alert>
    );
  }
  return <SecurityProblem error={error} />;
}
