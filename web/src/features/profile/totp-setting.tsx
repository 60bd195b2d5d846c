import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { confirmTotp, removeTotp, startTotp, type TotpSetupRead } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { CodeField } from '@/shared/security/code-field';
import { SecurityProblem } from '@/shared/security/security-problem';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { notifyDone } from '@/shared/ui/notify';

interface TotpSettingProps {
  addedAt: string | null;
  onChanged: (codes?: string[] | null) => Promise<void>;
}

export function TotpSetting({ addedAt, onChanged }: TotpSettingProps) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const now = useNow();
  const [setup, setSetup] = useState<TotpSetupRead | null>(null);
  const start = useMutation({
    mutationFn: async () => (await startTotp()).data,
    onSuccess: setSetup,
  });
  const remove = useMutation({
    mutationFn: () => removeTotp(),
    onSuccess: async () => {
      await onChanged();
      notifyDone(t('totp.removed'));
    },
  });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('totp.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('totp.hint')}
      </Text>
      <SecurityProblem error={start.error ?? remove.error} />
      {setup !== null && (
        <Confirm
          setup={setup}
          onDone={async (codes) => {
            setSetup(null);
            await onChanged(codes);
            notifyDone(t('totp.added'));
          }}
        />
      )}
      {setup === null && addedAt === null && (
        <div>
          <Button variant="default" loading={start.isPending} onClick={() => start.mutate()}>
            {t('totp.add')}
          </Button>
        </div>
      )}
      {addedAt !== null && (
        <Group justify="space-between">
          <Text size="sm">{t('totp.on', { when: format.ago(addedAt, now) })}</Text>
          <Button
            variant="default"
            size="xs"
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {t('totp.remove')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface ConfirmProps {
  setup: TotpSetupRead;
  onDone: (codes: string[] | null) => Promise<void>;
}

function Confirm({ setup, onDone }: ConfirmProps) {
  const { t } = useTranslation('security');
  const form = useForm({
    name: 'confirm-totp',
    mode: 'uncontrolled',
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() === '' ? t('code.fault') : null) },
  });
  const { onSubmit, pending, error } = useFormSend(form, async (body) => {
    const { data } = await confirmTotp({ body });
    await onDone(data.recovery_codes);
  });
  const { size, path } = setup.qr;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Text size="sm">{t('totp.scan')}</Text>
        <svg
          role="img"
          aria-label={t('totp.qr')}
          viewBox={`0 0 ${size} ${size}`}
          width={220}
          height={220}
          shapeRendering="crispEdges"
        >
          {/* Apps read dark on light only, whatever the colours of the page. */}
          <rect width={size} height={size} fill="#fff" />
          <path d={path} fill="#000" />
        </svg>
        <Text size="sm" component="div">
          {t('totp.secret')}: <Code dir="ltr">{setup.secret.match(/.{1,4}/g)?.join(' ')}</Code>
        </Text>
        <SecurityProblem error={error} />
        <CodeField key={form.key('code')} maw="16rem" {...form.getInputProps('code')} />
        <div>
          <SubmitButton pending={pending}>{t('totp.submit')}</SubmitButton>
        </div>
      </Stack>
    </form>
  );
}
