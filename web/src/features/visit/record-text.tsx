import { Badge, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { PrescriptionItemRead, RecordRead } from '@/client';

import classes from './visit.module.css';

/** What a record says: diagnosis, prescription and notes. */
export function RecordText({ record }: { record: RecordRead }) {
  const { t } = useTranslation('doctor');
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={600}>
          {t('record.diagnosis')}
        </Text>
        <Group gap="xs" align="baseline">
          <Text className={classes.text}>{record.diagnosis}</Text>
          {record.diagnosis_code !== null && (
            <Badge variant="default" tt="none">
              {record.diagnosis_code}
            </Badge>
          )}
        </Group>
      </div>
      <div>
        <Text size="sm" fw={600}>
          {t('record.prescription')}
        </Text>
        {record.prescription.length === 0 ? (
          <Text c="dimmed">{t('record.nothing_prescribed')}</Text>
        ) : (
          <ol className={classes.medicines}>
            {record.prescription.map((item, index) => (
              <li key={index}>
                <Medicine item={item} />
              </li>
            ))}
          </ol>
        )}
      </div>
      {record.notes !== null && (
        <div>
          <Text size="sm" fw={600}>
            {t('record.notes')}
          </Text>
          <Text className={classes.text}>{record.notes}</Text>
        </div>
      )}
    </Stack>
  );
}

function Medicine({ item }: { item: PrescriptionItemRead }) {
  const how = [item.dose, item.frequency, item.duration].filter((part) => part !== null);
  return (
    <>
      <Text span fw={600}>
        {item.medicine}
      </Text>
      <Text span>{` · ${how.join(' · ')}`}</Text>
      {item.notes !== null && (
        <Text size="sm" c="dimmed">
          {item.notes}
        </Text>
      )}
    </>
  );
}
