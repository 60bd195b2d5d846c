import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { startPasskeyStepUp, stepUp } from '@/client';
import { getMyFactorsOptions } from '@/client/@tanstack/react-query.gen';
import { PasswordField } from '@/shared/forms/password-field';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { Dialog } from '@/shared/ui/dialog';

import { CodeField } from './code-field';
import { canUsePasskeys } from './can-use-passkeys';
import { askPasskey } from './passkeys';
import { finishAsking } from './proving';
import { SecurityProblem } from './security-problem';

export default function ProveDialog() {
  const { t } = useTranslation('security');
  const { data } = useQuery(getMyFactorsOptions());
  const [byCode, setByCode] = useState(false);
  const passkey = useMutation({
    mutationFn: async () => {
      const { data: started } = await startPasskeyStepUp();
      await stepUp({ body: { credential: await askPasskey(started.public_key) } });
    },
    onSuccess: () => finishAsking(true),
  });
  return (
    <Dialog opened title={t('prove.title')} onClose={() => finishAsking(false)}>
      <Stack gap="md">
        <Text size="sm">{t('prove.text')}</Text>
        <SecurityProblem error={passkey.error} />
        {byCode ? <ByCode /> : <ByPassword />}
        {(data?.totp_added_at ?? null) !== null && (
          <Button variant="subtle" size="compact-sm" onClick={() => setByCode(!byCode)}>
            {t(byCode ? 'prove.with_password' : 'prove.with_code')}
          </Button>
        )}
        {(data?.passkeys.length ?? 0) > 0 && canUsePasskeys() && (
          <Button variant="subtle" size="compact-sm" onClick={() => passkey.mutate()}>
            {t('passkey.use')}
          </Button>
        )}
      </Stack>
    </Dialog>
  );
}

function Buttons({ pending }: { pending: boolean }) {
  const { t } = useTranslation('security');
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={() => finishAsking(false)}>
        {t('prove.cancel')}
      </Button>
      <SubmitButton pending={pending}>{t('prove.submit')}</SubmitButton>
    </Group>
  );
}

function ByPassword() {
  const { t } = useTranslation('security');
  const form = useForm({
    name: 'prove-by-password',
    mode: 'uncontrolled',
    initialValues: { password: '' },
    validate: { password: (value) => (value === '' ? t('prove.password_missing') : null) },
  });
  const { onSubmit, pending, error } = useFormSend(form, async (body) => {
    await stepUp({ body });
    finishAsking(true);
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <SecurityProblem error={error} />
        <PasswordField
          key={form.key('password')}
          purpose="current"
          data-autofocus
          required
          {...form.getInputProps('password')}
        />
        <Buttons pending={pending} />
      </Stack>
    </form>
  );
}

function ByCode() {
  const { t } = useTranslation('security');
  const form = useForm({
    name: 'prove-by-code',
    mode: 'uncontrolled',
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() === '' ? t('code.fault') : null) },
  });
  const { onSubmit, pending, error } = useFormSend(form, async (body) => {
    await stepUp({ body });
    finishAsking(true);
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <SecurityProblem error={error} />
        <CodeField key={form.key('code')} {...form.getInputProps('code')} />
        <Buttons pending={pending} />
      </Stack>
    </form>
  );
}
