import { Badge } from '@mantine/core';
import {
  IconClockExclamation,
  IconHourglassHigh,
  IconStack2,
  IconThumbUp,
  IconVideo,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

import { minutesLate, minutesWaiting } from './lateness';

/** Of one visit, by the clock given: late, waiting, overbooked, by video, confirmed by patient. */
export function VisitMarks({ appointment, now }: { appointment: AppointmentRead; now: number }) {
  const { t } = useTranslation(['appointments', 'common']);
  const format = useFormat();
  const late = minutesLate(appointment, now);
  const waiting = minutesWaiting(appointment, now);
  const mark = { variant: 'light', tt: 'none', fw: 600 } as const;
  return (
    <>
      {late !== null && (
        <Badge
          {...mark}
          color="orange"
          leftSection={<IconClockExclamation size={12} aria-hidden />}
        >
          {t('late_by', { minutes: format.minutes(late) })}
        </Badge>
      )}
      {appointment.late && late === null && (
        <Badge
          {...mark}
          color="orange"
          leftSection={<IconClockExclamation size={12} aria-hidden />}
        >
          {t('late')}
        </Badge>
      )}
      {waiting !== null && (
        <Badge {...mark} color="grape" leftSection={<IconHourglassHigh size={12} aria-hidden />}>
          {t('waiting', { minutes: format.minutes(waiting) })}
        </Badge>
      )}
      {appointment.overbooked && (
        <Badge {...mark} color="yellow" leftSection={<IconStack2 size={12} aria-hidden />}>
          {t('overbooked')}
        </Badge>
      )}
      {appointment.modality === 'video' && (
        <Badge {...mark} color="blue" leftSection={<IconVideo size={12} aria-hidden />}>
          {t('common:modality.video')}
        </Badge>
      )}
      {appointment.status === 'confirmed' && appointment.confirmed_by_patient_at !== null && (
        <Badge {...mark} color="green" leftSection={<IconThumbUp size={12} aria-hidden />}>
          {t('patient_confirmed')}
        </Badge>
      )}
    </>
  );
}
