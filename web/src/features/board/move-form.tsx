import { Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { dayOf, instantOf, zoned } from '@/shared/time/zones';

import type { BoardMove } from './use-move';

interface MoveFormProps {
  visit: AppointmentRead;
  doctors: readonly { id: string; name: string }[];
  pending: boolean;
  onMove: (move: BoardMove) => void;
}

/** Another time or doctor without dragging. */
export function MoveForm({ visit, doctors, pending, onMove }: MoveFormProps) {
  const { t } = useTranslation('desk');
  const zone = visit.time_zone;
  const [day, setDay] = useState(() => dayOf(visit.starts_at, zone));
  const [time, setTime] = useState(() =>
    zoned(visit.starts_at, zone).toPlainTime().toString({ smallestUnit: 'minute' }),
  );
  const [doctorId, setDoctorId] = useState(visit.doctor_id);
  const own = { id: visit.doctor_id, name: visit.doctor_name };
  const choices = doctors.some(({ id }) => id === own.id) ? doctors : [own, ...doctors];
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (day !== '' && time !== '' && !pending) {
      const doctor = choices.find(({ id }) => id === doctorId);
      onMove({ visit, startsAt: instantOf(day, time, zone), doctor });
    }
  };
  return (
    <form onSubmit={submit} aria-label={t('board.move_title')}>
      <Stack gap="sm">
        <Group grow gap="sm">
          <TextInput
            type="date"
            label={t('booking.day')}
            value={day}
            required
            onChange={({ currentTarget }) => setDay(currentTarget.value)}
          />
          <TextInput
            type="time"
            label={t('booking.time')}
            value={time}
            required
            onChange={({ currentTarget }) => setTime(currentTarget.value)}
          />
        </Group>
        <NativeSelect
          label={t('board.doctor')}
          value={doctorId}
          data={choices.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={({ currentTarget }) => setDoctorId(currentTarget.value)}
        />
        <Group>
          <SubmitButton pending={pending} variant="default">
            {t('board.move_submit')}
          </SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
