import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { canUsePasskeys } from '@/shared/security/can-use-passkeys';

const SecurityProblem = lazy(async () => {
  const { SecurityProblem: Component } = await import('@/shared/security/security-problem');
  return { default: Component };
});

/** In place of e-mail and password: the device knows whose it is. */
export function PasskeySignIn({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('identity');
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      // Those who type a password, which stands on the booking page, too, need none of this.
      const { signInWithPasskey } = await import('./sign-in-with-passkey');
      await signInWithPasskey();
      onDone();
    },
  });
  if (!canUsePasskeys()) {
    return null;
  }
  return (
    <Stack gap="md">
      {error !== null && (
        <Suspense fallback={null}>
          <SecurityProblem error={error} />
        </Suspense>
      )}
      <Button variant="default" loading={isPending} onClick={() => mutate()}>
        {t('sign_in.with_passkey')}
      </Button>
    </Stack>
  );
}
