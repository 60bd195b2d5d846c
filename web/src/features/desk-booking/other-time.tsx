import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { LocationRead } from '@/client';
import { SubmitButton } from '@/shared/forms/submit-button';
import { useFormat } from '@/shared/time/use-format';
import { instantOf, today, type Instant } from '@/shared/time/zones';

import { fieldId } from './fields';

interface OtherTimeProps {
  doctorName: string | undefined;
  place: LocationRead | undefined;
  day: string | undefined;
  pending: boolean;
  onPick: (startsAt: Instant) => void;
  onClose: () => void;
}

/** A time that is not offered: the server says what stands against it. */
export function OtherTime(props: OtherTimeProps) {
  const { doctorName, place, pending, onPick, onClose } = props;
  const { t } = useTranslation(['desk', 'common']);
  const format = useFormat();
  const zone = place?.time_zone;
  const [day, setDay] = useState(props.day ?? (zone === undefined ? '' : today(zone)));
  const [time, setTime] = useState('');
  const possible = doctorName !== undefined && zone !== undefined;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (possible && day !== '' && time !== '' && !pending) {
      onPick(instantOf(day, time, zone));
    }
  };
  const named =
    zone === undefined ? null : format.zoneIfNeeded(Temporal.Now.instant().toString(), zone);
  return (
    <form onSubmit={submit} aria-label={t('booking.other_time')}>
      <Stack gap="sm">
        <Text size="sm">
          {possible
            ? t('booking.other_with', { doctor: doctorName, place: place?.name })
            : t('booking.other_needs')}
          {named !== null && ` ${t('common:time.zone_note', { zone: named })}`}
        </Text>
        <Group gap="sm" align="flex-end">
          <TextInput
            id={fieldId('other')}
            type="date"
            label={t('booking.day')}
            value={day}
            min={zone === undefined ? undefined : today(zone)}
            onChange={({ currentTarget }) => setDay(currentTarget.value)}
          />
          <TextInput
            type="time"
            label={t('booking.time')}
            value={time}
            onChange={({ currentTarget }) => setTime(currentTarget.value)}
          />
          <SubmitButton pending={pending} variant="default" disabled={!possible}>
            {t('booking.other_book')}
          </SubmitButton>
          <Button variant="subtle" onClick={onClose}>
            {t('common:action.close')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
