import { Alert, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { problemOf } from '@/shared/api/problem';
import { ProblemAlert } from '@/shared/ui/problem-alert';

const SAID_HERE = {
  stale: 'changed_elsewhere',
  'scheduling.slot_taken': 'slot_taken',
  'scheduling.not_available': 'slot_taken',
  'scheduling.patient_busy': 'patient_busy',
  'scheduling.too_late': 'too_late',
} as const;

/** Why a change of a visit was refused, and what to do now. */
export function VisitProblem({ error }: { error: unknown }) {
  const { t } = useTranslation('visits');
  const { code } = problemOf(error);
  if (!(code in SAID_HERE)) {
    return <ProblemAlert error={error} />;
  }
  const key = SAID_HERE[code as keyof typeof SAID_HERE];
  return (
    <Alert color="red" role="alert" variant="light" icon={<IconAlertCircle aria-hidden />}>
      <Text size="sm">{t(`refused.${key}`)}</Text>
    </Alert>
  );
}
