import { Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { SignInForm } from './sign-in-form';

/** The account could not be entered at once; what helps stands in the mail, or is a sign-in. */
export function MailedNotice({ email, onDone }: { email: string; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Stack gap="md">
      <Title order={2} size="h4" ref={heading} tabIndex={-1}>
        {t('mailed.title')}
      </Title>
      <Text>{t('mailed.text', { email })}</Text>
      <SignInForm email={email} onDone={onDone} />
    </Stack>
  );
}
