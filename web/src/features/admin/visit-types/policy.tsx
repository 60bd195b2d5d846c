import { Alert, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { daysInWords, durationInWords } from '@/shared/forms/durations';

import type { VisitTypeValues } from './values';

/** The rules of a visit type in sentences, as patients will meet them. */
export function usePolicyWords(): (values: VisitTypeValues) => string[] {
  const { t, i18n } = useTranslation('admin');
  const words = (minutes: number | null) => durationInWords(minutes ?? 0, i18n.language);
  return (values) => {
    const duration = words(values.duration_minutes);
    const interval = words(values.slot_interval_minutes ?? values.duration_minutes);
    const horizon = daysInWords(values.booking_horizon_days ?? 0, i18n.language);
    const notice = values.minimum_notice_minutes ?? 0;
    const before = values.buffer_before_minutes ?? 0;
    const after = values.buffer_after_minutes ?? 0;
    const cancellation = values.cancellation_notice_minutes ?? 0;
    return [
      t('visit_types.says.length', { duration, interval }),
      before + after > 0
        ? t('visit_types.says.buffers', { before: words(before), after: words(after) })
        : null,
      notice > 0
        ? t('visit_types.says.ahead', { notice: words(notice), horizon })
        : t('visit_types.says.ahead_any', { horizon }),
      cancellation > 0
        ? t('visit_types.says.cancel', { notice: words(cancellation) })
        : t('visit_types.says.cancel_any'),
      values.needs_approval ? t('visit_types.says.approval') : null,
    ].filter((sentence) => sentence !== null);
  };
}

export function PolicyPreview({ values }: { values: VisitTypeValues }) {
  const { t } = useTranslation('admin');
  const sentences = usePolicyWords()(values);
  return (
    <Alert
      color="gray"
      variant="light"
      icon={<IconInfoCircle aria-hidden />}
      title={t('visit_types.says.title')}
    >
      <Stack gap={2}>
        {sentences.map((sentence) => (
          <Text key={sentence} size="sm">
            {sentence}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
