import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { addPasskey, removePasskey, startPasskey, type PasskeyRead } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { canUsePasskeys } from '@/shared/security/can-use-passkeys';
import { makePasskey } from '@/shared/security/passkeys';
import { SecurityProblem } from '@/shared/security/security-problem';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { notifyDone } from '@/shared/ui/notify';

interface PasskeyListProps {
  passkeys: PasskeyRead[];
  available: boolean;
  onChanged: (codes?: string[] | null) => Promise<void>;
}

export function PasskeyList({ passkeys, available, onChanged }: PasskeyListProps) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const now = useNow();
  const remove = useMutation({
    mutationFn: (id: string) => removePasskey({ path: { passkey_id: id } }),
    onSuccess: async () => {
      await onChanged();
      notifyDone(t('passkey.removed'));
    },
  });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('passkey.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('passkey.hint')}
      </Text>
      <SecurityProblem error={remove.error} />
      {passkeys.map(({ id, name, last_used_at: used }) => (
        <Group key={id} justify="space-between" wrap="nowrap">
          <div>
            <Text size="sm" fw={500}>
              {name}
            </Text>
            <Text size="sm" c="dimmed">
              {used === null
                ? t('passkey.never_used')
                : t('passkey.last_used', { when: format.ago(used, now) })}
            </Text>
          </div>
          <Button
            variant="default"
            size="xs"
            aria-label={t('passkey.remove_named', { name })}
            loading={remove.isPending && remove.variables === id}
            onClick={() => remove.mutate(id)}
          >
            {t('passkey.remove')}
          </Button>
        </Group>
      ))}
      {available && canUsePasskeys() ? (
        <AddPasskey onChanged={onChanged} />
      ) : (
        <Text size="sm">{t('passkey.unavailable')}</Text>
      )}
    </Stack>
  );
}

function AddPasskey({ onChanged }: Pick<PasskeyListProps, 'onChanged'>) {
  const { t } = useTranslation('security');
  const form = useForm({
    name: 'add-passkey',
    mode: 'uncontrolled',
    initialValues: { name: '' },
  });
  const { onSubmit, pending, error } = useFormSend(form, async ({ name }) => {
    const { data: started } = await startPasskey();
    const credential = await makePasskey(started.public_key);
    const { data } = await addPasskey({
      body: { name: name.trim() || t('passkey.default_name'), credential },
    });
    form.reset();
    await onChanged(data.recovery_codes);
    notifyDone(t('passkey.added'));
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="xs">
        <SecurityProblem error={error} />
        <Group align="flex-end">
          <TextInput
            key={form.key('name')}
            label={t('passkey.name')}
            placeholder={t('passkey.default_name')}
            maxLength={100}
            {...form.getInputProps('name')}
          />
          <SubmitButton pending={pending} variant="default">
            {t('passkey.add')}
          </SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
