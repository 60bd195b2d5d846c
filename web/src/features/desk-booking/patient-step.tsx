import { Button, Card, Group, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PatientSummary } from '@/client';
import { PatientLine } from '@/shared/patients/patient-facts';
import { PatientPicker } from '@/shared/patients/patient-picker';
import { seedOf } from '@/shared/patients/query';
import { QuickRegister } from '@/shared/patients/quick-register';
import { TextLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { fieldId } from './fields';
import type { Caller } from './use-caller';

interface PatientStepProps {
  caller: Caller;
  /** Somebody tried to book for nobody. */
  missing: boolean;
  onChoose: (patient: PatientSummary) => void;
  /** Back to the search for another one. */
  onClear: () => void;
}

/** Who calls: found, registered, or chosen already. */
export function PatientStep({ caller, missing, onChoose, onClear }: PatientStepProps) {
  const { t } = useTranslation('desk');
  const [typed, setTyped] = useState<string | null>(null);
  if (caller.pending) {
    return <Skeleton height={64} aria-busy="true" />;
  }
  if (caller.patient !== undefined) {
    return (
      <Card withBorder padding="sm">
        <Group justify="space-between" gap="sm">
          <PatientLine patient={caller.patient} />
          <Group gap="xs">
            <TextLink
              to="/patients/$patientId"
              params={{ patientId: caller.patient.id }}
              size="sm"
              px="xs"
              py={4}
            >
              {t('patient.open')}
            </TextLink>
            <Button size="xs" variant="default" onClick={onClear}>
              {t('patient.another')}
            </Button>
          </Group>
        </Group>
      </Card>
    );
  }
  return (
    <>
      {caller.error !== null && <ProblemAlert error={caller.error} />}
      {typed === null ? (
        <PatientPicker
          id={fieldId('patient')}
          missing={missing}
          onChoose={onChoose}
          onRegister={setTyped}
        />
      ) : (
        <Card withBorder padding="md">
          <QuickRegister
            seed={seedOf(typed)}
            onDone={(patient) => {
              setTyped(null);
              onChoose(patient);
            }}
            onCancel={() => {
              setTyped(null);
              onClear();
            }}
          />
        </Card>
      )}
    </>
  );
}
