import { Text } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';

import { HOME } from '@/shared/session/require-role';
import { currentSession } from '@/shared/session/session';
import { TextLink } from '@/shared/ui/link';

import { AccountPage } from './account-page';
import { SignInForm } from './sign-in-form';

/** Where whoever just signed in goes: where they wanted to, else to their own first page. */
export function useEntrance(next: string | undefined): () => void {
  const router = useRouter();
  return () => {
    const session = currentSession();
    const home = session.status === 'signed-in' ? HOME : '/';
    // In place of the form in the history: Back does not lead to it again.
    router.history.replace(next ?? home);
  };
}

export function SignInPage({ next }: { next: string | undefined }) {
  const { t } = useTranslation('identity');
  const enter = useEntrance(next);
  return (
    <AccountPage
      title={t('sign_in.title')}
      beside={
        <Text size="sm">
          <Trans
            t={t}
            i18nKey="sign_in.no_account"
            components={{ a: <TextLink to="/register" search={{ next }} underline="always" /> }}
          />
        </Text>
      }
    >
      <SignInForm onDone={enter} />
    </AccountPage>
  );
}
