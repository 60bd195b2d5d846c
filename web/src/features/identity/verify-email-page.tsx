import { Alert, Loader, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getMe, requestEmailVerification, verifyEmail } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { BusyButton } from '@/shared/forms/busy-button';
import { currentSession, updateSessionUser } from '@/shared/session/session';
import { useUser } from '@/shared/session/use-session';
import { ButtonLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { AccountPage } from './account-page';

async function confirm(token: string): Promise<true> {
  await verifyEmail({ body: { token } });
  if (currentSession().status === 'signed-in') {
    const { data } = await getMe();
    updateSessionUser(data);
  }
  return true;
}

/** Opened from the mail: the link confirms by itself, once. */
export function VerifyEmailPage({ token }: { token: string | null }) {
  const { t } = useTranslation('identity');
  const confirmation = useQuery({
    queryKey: ['verify-email', token],
    queryFn: () => confirm(token ?? ''),
    enabled: token !== null,
    // The link is good for one use: asking again could only fail.
    staleTime: Infinity,
    gcTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (confirmation.isSuccess) {
    return (
      <AccountPage key="done" title={t('verify.done_title')}>
        <Stack align="flex-start">
          <Text>{t('verify.done_text')}</Text>
          <ButtonLink to="/">{t('verify.next')}</ButtonLink>
        </Stack>
      </AccountPage>
    );
  }
  if (token === null || confirmation.isError) {
    return <NotConfirmed error={confirmation.error} retry={() => void confirmation.refetch()} />;
  }
  return (
    <AccountPage key="wait" title={t('verify.title')}>
      <Loader aria-label={t('verify.title')} />
    </AccountPage>
  );
}

function NotConfirmed({ error, retry }: { error: Error | null; retry: () => void }) {
  const { t } = useTranslation('identity');
  const user = useUser();
  const again = useMutation({ mutationFn: () => requestEmailVerification() });
  const bad = error === null || problemOf(error).code === 'auth.bad_token';
  return (
    <AccountPage key="failed" title={t('verify.failed_title')}>
      <Stack align="flex-start">
        {bad ? (
          <Text>{t('verify.failed_text')}</Text>
        ) : (
          <ProblemAlert error={error} retry={retry} />
        )}
        {again.isError && <ProblemAlert error={again.error} />}
        {again.isSuccess && (
          <Alert color="praxis" role="status" variant="light">
            {t('verify.again_done')}
          </Alert>
        )}
        {bad && user === null && (
          <>
            <Text>{t('verify.sign_in_first')}</Text>
            <ButtonLink to="/sign-in" search={{ next: '/profile' }}>
              {t('sign_in.submit')}
            </ButtonLink>
          </>
        )}
        {bad && user !== null && !again.isSuccess && (
          <BusyButton busy={again.isPending} onClick={() => again.mutate()}>
            {t('verify.again')}
          </BusyButton>
        )}
      </Stack>
    </AccountPage>
  );
}
