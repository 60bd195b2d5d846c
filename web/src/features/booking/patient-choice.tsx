import { Button, Radio, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PatientSummary } from '@/client';
import { useFormat } from '@/shared/time/use-format';

const PersonForm = lazy(() => import('./person-form'));

interface PatientChoiceProps {
  /** `undefined` while they are asked for. */
  patients: readonly PatientSummary[] | undefined;
  chosen: PatientSummary | undefined;
  onChoose: (patientId: string) => void;
}

/** For whom: the account's own person, or one they care for. */
export function PatientChoice({ patients, chosen, onChoose }: PatientChoiceProps) {
  const { t } = useTranslation('booking');
  const [adding, setAdding] = useState(false);
  if (patients === undefined) {
    return <Skeleton height={72} />;
  }
  const leave = () => {
    setAdding(false);
    // The form had the focus and goes away.
    document.getElementById('for-whom')?.focus();
  };
  return (
    <Stack gap="sm" align="flex-start">
      {patients.length > 0 && (
        <Radio.Group
          // The kit names the group by its own label only; the heading above is for the eye.
          label={<VisuallyHidden>{t('patient.title')}</VisuallyHidden>}
          value={chosen?.id ?? null}
          onChange={onChoose}
          w="100%"
        >
          <Stack gap="xs">
            {patients.map((patient) => (
              <Person key={patient.id} patient={patient} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {adding || patients.length === 0 ? (
        <Suspense fallback={<Skeleton height={160} />}>
          <PersonForm
            onAdded={(patient) => {
              onChoose(patient.id);
              leave();
            }}
            onCancel={patients.length === 0 ? undefined : leave}
          />
        </Suspense>
      ) : (
        <Button
          variant="subtle"
          size="compact-md"
          leftSection={<IconUserPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t('patient.add')}
        </Button>
      )}
    </Stack>
  );
}

function Person({ patient }: { patient: PatientSummary }) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  return (
    <Radio
      value={patient.id}
      label={patient.full_name}
      description={
        patient.date_of_birth === null ? (
          <Text span size="xs">
            {t('patient.birth_missing')}
          </Text>
        ) : (
          t('patient.born', { day: format.day(patient.date_of_birth, 'numeric') })
        )
      }
    />
  );
}
