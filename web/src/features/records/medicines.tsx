import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { PrescriptionItemRead } from '@/client';

import classes from './records.module.css';

/** What to take, how much, how often and how long. */
export function Medicines({ items }: { items: PrescriptionItemRead[] }) {
  const { t } = useTranslation('records');
  if (items.length === 0) {
    return <Text c="dimmed">{t('no_prescription')}</Text>;
  }
  return (
    <ul className={classes.medicines}>
      {items.map((item, index) => (
        <li key={`${index} ${item.medicine}`}>
          <Text fw={600}>
            {item.medicine} {item.dose}
          </Text>
          <Text>
            {item.duration === null
              ? item.frequency
              : t('frequency_duration', { frequency: item.frequency, duration: item.duration })}
          </Text>
          {item.notes !== null && <Text size="sm">{item.notes}</Text>}
        </li>
      ))}
    </ul>
  );
}
