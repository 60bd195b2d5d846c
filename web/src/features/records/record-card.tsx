import { Group, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { RecordRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

import classes from './records.module.css';

/** A record in the list; `withPatient` where one account holds several patients. */
export function RecordCard({ record, withPatient }: { record: RecordRead; withPatient: boolean }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const medicines = record.prescription.length;
  const facts = [
    record.doctor_name,
    medicines > 0 ? t('medicines', { count: medicines }) : null,
    record.attachments.length > 0 ? t('files', { count: record.attachments.length }) : null,
    record.latest_version > 1 ? t('amended') : null,
  ];
  return (
    <Paper withBorder p="md" className={classes.card}>
      <Group gap="lg" align="flex-start" className={classes.cardBody}>
        <Text className={classes.day}>
          {format.dayOf(record.visited_at, record.time_zone, 'numeric')}
        </Text>
        <div className={classes.what}>
          <Title order={2} size="h5">
            <TextLink
              to="/records/$recordId"
              params={{ recordId: record.id }}
              className={classes.wholeCard}
              fw={600}
            >
              {record.diagnosis}
            </TextLink>
          </Title>
          <Text size="sm" c="dimmed">
            {facts.filter((fact) => fact !== null).join(' · ')}
          </Text>
          {withPatient && <Text size="sm">{t('for_patient', { name: record.patient_name })}</Text>}
        </div>
      </Group>
    </Paper>
  );
}
