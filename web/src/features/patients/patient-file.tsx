import { Anchor, Card, SimpleGrid, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { PatientRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

import classes from './patients.module.css';

interface Fact {
  label: string;
  value: ReactNode;
}

function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  const { t } = useTranslation('desk');
  return (
    <Card withBorder padding="md" component="section" aria-label={title}>
      <Title order={3} fz="md" mb="sm">
        {title}
      </Title>
      <dl className={classes.facts}>
        {facts.map(({ label, value }) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{value ?? <Text span>{t('file.unknown')}</Text>}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Call({ number }: { number: string | null }) {
  return number === null ? null : (
    <Anchor href={`tel:${number}`}>
      <bdi>{number}</bdi>
    </Anchor>
  );
}

/** What is kept of a patient; the medical background only for those who may see it. */
export function PatientFile({ patient }: { patient: PatientRead }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const { date_of_birth: born, email, mobile, emergency_contact_mobile: emergency } = patient;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Facts
        title={t('file.contact')}
        facts={[
          { label: t('fields.mobile'), value: mobile && <Call number={mobile} /> },
          {
            label: t('fields.email'),
            value: email && <Anchor href={`mailto:${email}`}>{email}</Anchor>,
          },
          { label: t('fields.address'), value: patient.address },
          {
            label: t('fields.account'),
            value: t(patient.has_account ? 'file.account_yes' : 'file.account_no'),
          },
        ]}
      />
      <Facts
        title={t('file.person')}
        facts={[
          { label: t('fields.date_of_birth'), value: born && format.day(born, 'numeric') },
          { label: t('fields.sex'), value: t(`sex.${patient.sex}`) },
        ]}
      />
      <Facts
        title={t('file.insurance')}
        facts={[
          { label: t('fields.insurance_provider'), value: patient.insurance_provider },
          { label: t('fields.insurance_number'), value: patient.insurance_number },
        ]}
      />
      <Facts
        title={t('file.emergency')}
        facts={[
          { label: t('fields.emergency_contact_name'), value: patient.emergency_contact_name },
          {
            label: t('fields.emergency_contact_mobile'),
            value: emergency && <Call number={emergency} />,
          },
        ]}
      />
      {!patient.clinical_hidden && (
        <Facts
          title={t('file.medical')}
          facts={[
            { label: t('fields.blood_type'), value: patient.blood_type },
            { label: t('fields.allergies'), value: patient.allergies },
            { label: t('fields.medical_history'), value: patient.medical_history },
          ]}
        />
      )}
    </SimpleGrid>
  );
}
