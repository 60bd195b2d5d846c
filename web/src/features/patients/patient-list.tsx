import { Badge, Group } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { PatientSummary } from '@/client';
import { PatientFacts } from '@/shared/patients/patient-facts';
import { ButtonLink, TextLink } from '@/shared/ui/link';
import { useHasRole } from '@/shared/session/use-session';

import classes from './patients.module.css';

interface PatientListProps {
  label: string;
  patients: readonly PatientSummary[];
}

function PatientRow({ patient }: { patient: PatientSummary }) {
  const { t } = useTranslation('desk');
  const isDesk = useHasRole('staff', 'admin');
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Group gap="xs">
          <TextLink to="/patients/$patientId" params={{ patientId: patient.id }} fw={600}>
            <bdi>{patient.full_name}</bdi>
          </TextLink>
          {patient.has_account && (
            <Badge
              variant="light"
              color="gray"
              tt="none"
              leftSection={<IconUserCheck size={12} aria-hidden />}
            >
              {t('patients.has_account')}
            </Badge>
          )}
          {!patient.active && (
            <Badge variant="light" color="orange" tt="none">
              {t('patient.inactive')}
            </Badge>
          )}
        </Group>
        <PatientFacts patient={patient} c="dimmed" />
      </div>
      {isDesk && patient.active && (
        <ButtonLink
          to="/book-for-patient"
          search={{ patient: patient.id }}
          variant="default"
          size="xs"
          aria-label={t('patients.book_for', { name: patient.full_name })}
        >
          {t('patients.book')}
        </ButtonLink>
      )}
    </li>
  );
}

export function PatientList({ label, patients }: PatientListProps) {
  return (
    <ul className={classes.list} aria-label={label}>
      {patients.map((patient) => (
        <PatientRow key={patient.id} patient={patient} />
      ))}
    </ul>
  );
}
