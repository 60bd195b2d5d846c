import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { problemOf } from '@/shared/api/problem';

import { Page } from './page';
import { ProblemAlert } from './problem-alert';

const NOT_FOUND = 404;

/** In the place of a page whose subject could not be read. */
export function PageProblem({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  if (problemOf(error).status === NOT_FOUND) {
    return (
      <Page title={t('fault.not_found')} width="reading">
        <Text>{t('fault.not_found_hint')}</Text>
      </Page>
    );
  }
  return (
    <Page title={t('fault.unexpected')} width="reading">
      <ProblemAlert error={error} retry={retry} />
    </Page>
  );
}
