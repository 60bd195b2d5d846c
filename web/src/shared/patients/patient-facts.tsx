import { Group, Text, type TextProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { PatientSummary } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { today, visitorZone } from '@/shared/time/zones';

import { ageOn } from './query';

type Person = Pick<PatientSummary, 'date_of_birth' | 'mobile'>;

/** "17 May 1984 (42) · +880 1712 345678": what tells people of one name apart. */
export function usePatientFacts(): (patient: Person) => string {
  const { t } = useTranslation('desk');
  const format = useFormat();
  return ({ date_of_birth, mobile }) =>
    [
      date_of_birth === null
        ? t('patient.no_birth')
        : t('patient.born', {
            day: format.day(date_of_birth, 'numeric'),
            age: format.number(ageOn(date_of_birth, today(visitorZone()))),
          }),
      mobile ?? t('patient.no_mobile'),
    ].join(' · ');
}

export function PatientFacts({ patient, ...props }: { patient: Person } & TextProps) {
  const factsOf = usePatientFacts();
  return (
    <Text size="sm" {...props}>
      <bdi>{factsOf(patient)}</bdi>
    </Text>
  );
}

/** Name above, birthday and mobile below. */
export function PatientLine({ patient }: { patient: PatientSummary }) {
  const { t } = useTranslation('desk');
  return (
    <div>
      <Group gap="xs">
        <Text fw={600}>
          <bdi>{patient.full_name}</bdi>
        </Text>
        {!patient.active && <Text size="xs">{t('patient.inactive')}</Text>}
      </Group>
      <PatientFacts patient={patient} />
    </div>
  );
}
