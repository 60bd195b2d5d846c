import { Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { addTimeOff, cancelTimeOff, type TimeOffCreate } from '@/client';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import type { Day } from '@/shared/time/zones';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { Affected } from './affected';
import { firstDay, type CalendarSearch } from './search';
import { TimesFields } from './times-fields';
import { useScheduleChange } from './use-schedule-change';

interface LeaveDrawerProps {
  doctorId: string;
  search: CalendarSearch;
  today: Day;
  onClose: () => void;
}

const USUAL = { start: '09:00', end: '13:00' };

/** Leave: whole days, or the same part of each of them. */
export default function LeaveDrawer({ doctorId, search, today, onClose }: LeaveDrawerProps) {
  const { t } = useTranslation('calendar');
  const keyOf = useIdempotencyKey();
  const [first, setFirst] = useState(firstDay(search, today));
  const [last, setLast] = useState(firstDay(search, today));
  const [part, setPart] = useState(search.start !== undefined);
  const [times, setTimes] = useState({
    start: search.start ?? USUAL.start,
    end: search.end ?? USUAL.end,
  });
  const [reason, setReason] = useState('');
  const path = { doctor_id: doctorId };

  const change = useScheduleChange({
    doctorId,
    message: t('leave.done'),
    onSaved: onClose,
    save: async ({ time_off: body }) => {
      if (body === null || body === undefined) {
        throw new TypeError('nothing to save');
      }
      const headers = { 'Idempotency-Key': keyOf(body) };
      return (await addTimeOff({ path, body, headers })).data;
    },
    undo: (saved) => cancelTimeOff({ path: { ...path, time_off_id: saved.id } }),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const body: TimeOffCreate = {
      starts_on: first,
      ends_on: last < first ? first : last,
      reason: reason.trim() === '' ? null : reason.trim(),
      ...(part && { start_time: times.start, end_time: times.end }),
    };
    change.check({ time_off: body });
  };
  const { fields } = change;
  return (
    <FormDrawer opened title={t('leave.title')} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="md" pb="md">
          <Text size="sm" c="dimmed">
            {t('leave.hint')}
          </Text>
          <TextInput
            type="date"
            data-autofocus
            label={t('field.first_day')}
            value={first}
            min={today}
            onChange={(event) => setFirst(event.currentTarget.value)}
            error={fields.starts_on}
            required
          />
          <TextInput
            type="date"
            label={t('field.last_day')}
            value={last < first ? first : last}
            min={first}
            onChange={(event) => setLast(event.currentTarget.value)}
            error={fields.ends_on}
            required
          />
          <Switch
            label={t('leave.part')}
            checked={part}
            onChange={(event) => setPart(event.currentTarget.checked)}
          />
          {part && (
            <TimesFields
              {...times}
              errors={fields}
              onChange={(to) => setTimes((before) => ({ ...before, ...to }))}
            />
          )}
          <TextInput
            label={t('leave.reason')}
            description={t('leave.reason_hint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={fields.reason}
            maxLength={500}
          />
          {change.error !== null && <ProblemAlert error={change.error} />}
          {change.affected === null ? (
            <SubmitButton pending={change.pending}>{t('leave.save')}</SubmitButton>
          ) : (
            <Affected
              found={change.affected}
              pending={change.pending}
              onSave={change.saveAllTheSame}
              onBack={change.back}
            />
          )}
        </Stack>
      </form>
    </FormDrawer>
  );
}
