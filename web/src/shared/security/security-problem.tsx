import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { ProblemAlert } from '@/shared/ui/problem-alert';

import { NoPasskeyError } from './passkeys';

/** What went wrong; that a passkey was not used is no fault of the server. */
export function SecurityProblem({ error }: { error: unknown }) {
  const { t } = useTranslation('security');
  if (error instanceof NoPasskeyError) {
    return (
      <Alert color="yellow" role="alert" variant="light">
        {t('passkey.failed')}
      </Alert>
    );
  }
  return error === null || error === undefined ? null : <ProblemAlert error={error} />;
}
