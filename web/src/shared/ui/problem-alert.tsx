import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { OFFLINE, problemOf, UNREADABLE } from '@/shared/api/problem';

/** What went wrong, in the words of the server where it answered. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const { code, detail, title } = problemOf(error);
    if (code === OFFLINE) {
      return t('problem.offline');
    }
    return code === UNREADABLE ? t('problem.unreadable') : detail || title;
  };
}

export function ProblemAlert({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  return (
    <Alert color="red" role="alert" icon={<IconAlertCircle aria-hidden />} variant="light">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{textOf(error)}</Text>
        {retry !== undefined && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('action.try_again')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
