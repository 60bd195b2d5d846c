import { useTranslation } from 'react-i18next';

import type texts from '@/locales/en/messages.json';

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
  'verify_email',
  'reset_password',
  'password_changed',
  'email_changed',
  'registration_repeated',
  'doctor_approved',
  'emergency_opened',
  'emergencies_unreviewed',
  'factors_changed',
  'api_key_made',
  'backup_failed',
  'new_device',
  'monthly_report',
];

/** The name of a kind of message; nothing for what only programs have a name for. */
export function useKind(): (kind: string) => string | null {
  const { t } = useTranslation('messages');
  return (kind) => {
    const known = KINDS.find((each) => each === kind);
    return known === undefined ? null : t(`kind.${known}`);
  };
}
