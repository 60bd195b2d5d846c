import { useTranslation } from 'react-i18next';

import type { NotificationRead } from '@/client';
import type texts from '@/locales/en/notifications.json';
import { useFormat } from '@/shared/time/use-format';

type Kind = keyof (typeof texts)['kind'];

const KINDS: readonly Kind[] = [
  'visit_requested',
  'visit_booked',
  'visit_approved',
  'visit_declined',
  'visit_expired',
  'visit_moved',
  'visit_cancelled',
  'visit_reminder',
  'doctor_visit_requested',
  'doctor_visit_booked',
  'doctor_visit_moved',
  'doctor_visit_cancelled',
  'doctor_approved',
  'emergency_opened',
  'emergencies_unreviewed',
  'factors_changed',
  'api_key_made',
  'backup_failed',
  'new_device',
];

export interface Words {
  title: string;
  when: string | null;
  before: string | null;
  /** With whom, and where. */
  about: readonly string[];
  whom: string | null;
}

/** What a line under the bell says. */
export function useWords(): (line: NotificationRead) => Words {
  const { t } = useTranslation('notifications');
  const format = useFormat();
  const at = (instant: string, zone: string) =>
    [
      t('at', { day: format.dayOf(instant, zone), time: format.time(instant, zone) }),
      format.zoneIfNeeded(instant, zone),
    ]
      .filter((part) => part !== null)
      .join(' ');
  return ({ kind, appointment: visit, was_at: was }) => {
    const patient = visit?.patient_name ?? null;
    return {
      // A newer server may tell of what this window does not know yet.
      title: t(`kind.${KINDS.find((known) => known === kind) ?? 'other'}`),
      when: visit && at(visit.starts_at, visit.time_zone),
      before: visit && was && t('before', { time: at(was, visit.time_zone) }),
      about: visit === null ? [] : [visit.doctor_name, visit.location_name],
      whom: patient === null ? null : t('for', { patient }),
    };
  };
}
