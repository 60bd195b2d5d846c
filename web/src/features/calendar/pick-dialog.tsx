import { Stack, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';
import { Dialog } from '@/shared/ui/dialog';

import classes from './calendar.module.css';
import type { Picked } from './days-view';

interface PickDialogProps {
  picked: Picked;
  /** The desk books for patients; a doctor does not. */
  desk: boolean;
  onClose: () => void;
  onBook: () => void;
  onBegin: (panel: 'leave' | 'one-day') => void;
}

/** What to do with a stretch of free time that was drawn or chosen. */
export default function PickDialog({ picked, desk, onClose, onBook, onBegin }: PickDialogProps) {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  const { column, period } = picked;
  const choices = [
    ...(desk ? [{ key: 'book', run: onBook } as const] : []),
    { key: 'one_day', run: () => onBegin('one-day') } as const,
    { key: 'leave', run: () => onBegin('leave') } as const,
  ];
  return (
    <Dialog
      opened
      onClose={onClose}
      size="sm"
      title={t('pick.title', {
        day: format.day(column.day, 'long'),
        times: format.timeRange(period.startsAt, period.endsAt, column.zone),
      })}
    >
      <Stack gap="xs">
        {choices.map(({ key, run }) => (
          <UnstyledButton key={key} className={classes.choice} onClick={run}>
            <Text fw={600}>{t(`pick.${key}`)}</Text>
            <Text size="sm" c="dimmed">
              {t(`pick.${key}_hint`)}
            </Text>
          </UnstyledButton>
        ))}
      </Stack>
    </Dialog>
  );
}
