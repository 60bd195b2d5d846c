import { Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import {
  addAvailabilityException,
  deleteAvailabilityException,
  type ExceptionKind,
  type ExceptionWrite,
} from '@/client';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import type { Day } from '@/shared/time/zones';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { Affected } from './affected';
import { firstDay, type CalendarSearch } from './search';
import { TimesFields } from './times-fields';
import type { CalendarPlaces } from './use-calendar';
import { useScheduleChange } from './use-schedule-change';

interface OneDayDrawerProps {
  doctorId: string;
  search: CalendarSearch;
  today: Day;
  places: CalendarPlaces;
  onClose: () => void;
}

const KINDS: readonly ExceptionKind[] = ['extra', 'hours', 'closed'];
const EVERYWHERE = '';
const USUAL = { start: '09:00', end: '13:00' };

/** One date that differs from the week: extra hours, other hours, or closed. */
export default function OneDayDrawer(props: OneDayDrawerProps) {
  const { doctorId, search, today, places, onClose } = props;
  const { t } = useTranslation('calendar');
  const keyOf = useIdempotencyKey();
  const [date, setDate] = useState(firstDay(search, today));
  const [kind, setKind] = useState<ExceptionKind>(search.start === undefined ? 'closed' : 'extra');
  const [usual] = [...places.places.values()].filter(({ time_zone }) => time_zone === places.zone);
  const [place, setPlace] = useState(usual?.id ?? EVERYWHERE);
  const [times, setTimes] = useState({
    start: search.start ?? USUAL.start,
    end: search.end ?? USUAL.end,
  });
  const [note, setNote] = useState('');
  const path = { doctor_id: doctorId };
  const closed = kind === 'closed';

  const change = useScheduleChange({
    doctorId,
    message: t('one_day.done'),
    onSaved: onClose,
    save: async ({ exception: body }) => {
      if (body === null || body === undefined) {
        throw new TypeError('nothing to save');
      }
      const headers = { 'Idempotency-Key': keyOf(body) };
      return (await addAvailabilityException({ path, body, headers })).data;
    },
    undo: (saved) => deleteAvailabilityException({ path: { ...path, exception_id: saved.id } }),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const body: ExceptionWrite = {
      date,
      kind,
      location_id: place === EVERYWHERE ? null : place,
      note: note.trim() === '' ? null : note.trim(),
      ...(!closed && { start_time: times.start, end_time: times.end }),
    };
    change.check({ exception: body });
  };
  const { fields } = change;
  return (
    <FormDrawer opened title={t('one_day.title')} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="md" pb="md">
          <TextInput
            type="date"
            data-autofocus
            label={t('field.date')}
            value={date}
            onChange={(event) => setDate(event.currentTarget.value)}
            error={fields.date}
            required
          />
          <Radio.Group
            label={t('one_day.kind')}
            value={kind}
            onChange={(to) => setKind(KINDS.find((one) => one === to) ?? kind)}
          >
            <Stack gap="xs" mt="xs">
              {KINDS.map((one) => (
                <Radio
                  key={one}
                  value={one}
                  label={t(`kind.${one}`)}
                  description={t(`one_day.${one}_hint`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Select
            label={t('field.place')}
            allowDeselect={false}
            value={closed ? place : place === EVERYWHERE ? null : place}
            onChange={(id) => setPlace(id ?? EVERYWHERE)}
            error={fields.location_id}
            data={[
              ...(closed ? [{ value: EVERYWHERE, label: t('one_day.everywhere') }] : []),
              ...[...places.places.values()].map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          {!closed && (
            <TimesFields
              {...times}
              errors={fields}
              onChange={(to) => setTimes((before) => ({ ...before, ...to }))}
            />
          )}
          <TextInput
            label={t('one_day.note')}
            description={t('leave.reason_hint')}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            error={fields.note}
            maxLength={500}
          />
          {change.error !== null && <ProblemAlert error={change.error} />}
          {change.affected === null ? (
            <SubmitButton pending={change.pending}>{t('one_day.save')}</SubmitButton>
          ) : (
            <Affected
              found={change.affected}
              pending={change.pending}
              onSave={change.saveAllTheSame}
              onBack={change.back}
            />
          )}
          <Text size="xs" c="dimmed">
            {t('one_day.hint')}
          </Text>
        </Stack>
      </form>
    </FormDrawer>
  );
}
