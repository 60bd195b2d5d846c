import { Alert, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCheck, IconMail, IconPencil } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { requestEmailVerification, type UserRead } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { PasswordField } from '@/shared/forms/password-field';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { ProblemAlert, useProblemText } from '@/shared/ui/problem-alert';

import { changeMe } from './change-me';
import { Section } from './section';

/** The address with which one signs in, whether it is confirmed, and how to change it. */
export function EmailSection({ user }: { user: UserRead }) {
  const { t } = useTranslation('profile');
  const [editing, setEditing] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing) {
      change.current?.focus();
    }
    wasEditing.current = editing;
  }, [editing]);
  return (
    <Section title={t('email.title')}>
      <Group gap="xs">
        <Text style={{ overflowWrap: 'anywhere' }}>{user.email}</Text>
        {user.email_verified && (
          <Badge
            color="green"
            variant="light"
            tt="none"
            leftSection={<IconCheck size={12} aria-hidden />}
          >
            {t('email.verified')}
          </Badge>
        )}
      </Group>
      {!user.email_verified && <NotVerified />}
      {editing ? (
        <EmailForm user={user} onDone={() => setEditing(false)} />
      ) : (
        <Button
          ref={change}
          variant="default"
          leftSection={<IconPencil size={14} aria-hidden />}
          onClick={() => setEditing(true)}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('email.change')}
        </Button>
      )}
    </Section>
  );
}

function NotVerified() {
  const { t } = useTranslation('profile');
  const textOf = useProblemText();
  const { mutate, isPending, isSuccess } = useMutation({
    mutationFn: () => requestEmailVerification(),
    onSuccess: () => notifyDone(t('email.sent')),
    onError: (error) => notifyProblem(textOf(error)),
  });
  return (
    <Alert color="yellow" role="note" variant="light" icon={<IconMail aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t('email.not_verified')}</Text>
        <BusyButton size="xs" variant="default" busy={isPending} onClick={() => mutate()}>
          {t(isSuccess ? 'email.send_again' : 'email.send')}
        </BusyButton>
      </Stack>
    </Alert>
  );
}

function EmailForm({ user, onDone }: { user: UserRead; onDone: () => void }) {
  const { t } = useTranslation('profile');
  const form = useForm({
    name: 'change-email',
    mode: 'uncontrolled',
    initialValues: { email: '', current_password: '' },
    validate: {
      email: (value) => (/^[^\s@]+@[^\s@]+$/.test(value.trim()) ? null : t('email.missing')),
      current_password: (value) => (value === '' ? t('password.current_missing') : null),
    },
  });
  const { onSubmit, pending, error } = useFormSend(form, async (values) => {
    await changeMe(user, { ...values, email: values.email.trim() });
    notifyDone(t('email.changed'));
    onDone();
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {error !== null && <ProblemAlert error={error} />}
        <TextInput
          key={form.key('email')}
          label={t('email.new')}
          description={t('email.new_hint')}
          type="email"
          autoComplete="email"
          required
          data-autofocus
          ref={focusOnce}
          {...form.getInputProps('email')}
        />
        <PasswordField
          key={form.key('current_password')}
          purpose="current"
          label={t('password.current')}
          required
          {...form.getInputProps('current_password')}
        />
        <Group gap="xs">
          <SubmitButton pending={pending}>{t('email.submit')}</SubmitButton>
          <Button variant="default" onClick={onDone}>
            {t('leave')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The form opened by its button: typing may begin. */
function focusOnce(element: HTMLInputElement | null): void {
  element?.focus();
}
