import { Checkbox, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';

import { makeApiKey, type ApiKeyMadeRead } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { keyOf, SCOPES, type Scope } from './scopes';

const DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

const dayIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

export function KeyForm({ onMade }: { onMade: (key: ApiKeyMadeRead) => void }) {
  const { t } = useTranslation('security');
  const form = useForm({
    name: 'make-key',
    mode: 'uncontrolled',
    initialValues: { name: '', scopes: [] as Scope[], expires_at: dayIn(DAYS) },
    validate: {
      name: (value) => (value.trim() === '' ? t('keys.fault_name') : null),
      scopes: (value) => (value.length === 0 ? t('keys.fault_scopes') : null),
      expires_at: (value) =>
        value < dayIn(1) || value > dayIn(365) ? t('keys.fault_expires') : null,
    },
  });
  const { onSubmit, pending, error } = useFormSend(form, async ({ name, scopes, expires_at }) => {
    const { data } = await makeApiKey({
      body: { name: name.trim(), scopes, expires_at: `${expires_at}T00:00:00Z` },
    });
    onMade(data);
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md" pb="md">
        {error !== null && <ProblemAlert error={error} />}
        <TextInput
          key={form.key('name')}
          label={t('keys.name')}
          description={t('keys.name_hint')}
          maxLength={100}
          required
          {...form.getInputProps('name')}
        />
        <Checkbox.Group
          key={form.key('scopes')}
          label={t('keys.scopes')}
          required
          {...form.getInputProps('scopes')}
        >
          <Stack gap="xs" mt="xs">
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(`keys.scope.${keyOf(scope)}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          key={form.key('expires_at')}
          type="date"
          label={t('keys.expires')}
          description={t('keys.expires_hint')}
          required
          {...form.getInputProps('expires_at')}
        />
        <div>
          <SubmitButton pending={pending}>{t('keys.add')}</SubmitButton>
        </div>
      </Stack>
    </form>
  );
}
