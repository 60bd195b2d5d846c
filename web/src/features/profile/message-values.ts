/** What comes by e-mail, as the form has it: a time that is not set is empty. Pure. */

import type { PreferencesRead, PreferencesUpdate } from '@/client';
import type { Source } from '@/shared/forms/use-entity-form';

export interface MessageValues {
  email_visits: boolean;
  email_reminders: boolean;
  email_reports: boolean;
  /** Both or none: one alone says nothing. */
  quiet: { from: string; until: string };
}

export function messageSource(read: PreferencesRead): Source<MessageValues> {
  return {
    version: read.version,
    values: {
      email_visits: read.email_visits,
      email_reminders: read.email_reminders,
      email_reports: read.email_reports,
      quiet: { from: read.quiet_from ?? '', until: read.quiet_until ?? '' },
    },
  };
}

export function messageUpdate(values: MessageValues): PreferencesUpdate {
  const { from, until } = values.quiet;
  return {
    email_visits: values.email_visits,
    email_reminders: values.email_reminders,
    email_reports: values.email_reports,
    quiet_from: from === '' ? null : from,
    quiet_until: until === '' ? null : until,
  };
}

/** Which of the two is wrong, and how. */
export function quietFault({
  quiet: { from, until },
}: MessageValues): ['quiet.from' | 'quiet.until', 'missing' | 'same'] | null {
  if ((from === '') !== (until === '')) {
    return [from === '' ? 'quiet.from' : 'quiet.until', 'missing'];
  }
  return from !== '' && from === until ? ['quiet.until', 'same'] : null;
}

/** The API names two fields; here they are parts of one. */
export function messageField(path: string): string {
  return path.replace(/^quiet_/, 'quiet.');
}
