import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { PatientSummary } from '@/client';

import { PatientLine } from './patient-facts';

interface DuplicatesProps {
  patients: readonly PatientSummary[];
  onChoose: (patient: PatientSummary) => void;
}

/** Points out who is registered already with this mobile, or this name and birthday. */
export function Duplicates({ patients, onChoose }: DuplicatesProps) {
  const { t } = useTranslation('desk');
  return (
    <div role="status">
      {patients.length > 0 && (
        <Alert
          variant="light"
          color="yellow"
          icon={<IconUsers aria-hidden />}
          title={t('register.duplicates', { count: patients.length })}
        >
          <Stack gap="xs">
            {patients.map((patient) => (
              <Group key={patient.id} justify="space-between" gap="xs">
                <PatientLine patient={patient} />
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('register.use_named', { name: patient.full_name })}
                  onClick={() => onChoose(patient)}
                >
                  {t('register.use')}
                </Button>
              </Group>
            ))}
            <Text size="sm">{t('register.duplicates_hint')}</Text>
          </Stack>
        </Alert>
      )}
    </div>
  );
}
