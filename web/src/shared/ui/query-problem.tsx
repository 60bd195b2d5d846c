import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { ProblemAlert, useProblemText } from './problem-alert';

interface QueryProblemProps {
  query: { data: unknown; error: unknown; refetch: () => unknown };
}

/** Why there is nothing to see; beside what was seen before, only a note that it may be old. */
export function QueryProblem({ query }: QueryProblemProps) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  if (query.error === null) {
    return null;
  }
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    return <ProblemAlert error={query.error} retry={retry} />;
  }
  return (
    <Group gap="xs" role="status">
      <Text size="sm" c="dimmed">
        {t('problem.not_refreshed', { problem: textOf(query.error) })}
      </Text>
      <Button size="compact-sm" variant="default" onClick={retry}>
        {t('action.try_again')}
      </Button>
    </Group>
  );
}
