import {
  Button,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import { useId, type FocusEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { rememberPlace } from '@/shared/desk/place';
import { useFormat } from '@/shared/time/use-format';
import { addDays, today, visitorZone } from '@/shared/time/zones';

import { PARTS } from './search';
import { ANYWHERE, type BookingChoice } from './use-booking-choice';
import { fieldId } from './fields';

const ANY = 'any';
const DOCTOR = 'doctor:';
const SPECIALTY = 'specialty:';

/** Who types over a choice need not delete it first. */
function selectText({ currentTarget }: FocusEvent<HTMLInputElement>): void {
  currentTarget.select();
}

function WhoField({ choice }: { choice: BookingChoice }) {
  const { t } = useTranslation('desk');
  const { search, change, doctors } = choice;
  const specialties = [...new Set(doctors.map(({ specialty }) => specialty))].toSorted();
  const chosen =
    search.doctor !== undefined
      ? DOCTOR + search.doctor
      : search.specialty !== undefined
        ? SPECIALTY + search.specialty
        : ANY;
  return (
    <Select
      comboboxProps={{ withinPortal: false }}
      id={fieldId('doctor')}
      label={t('booking.who')}
      searchable
      selectFirstOptionOnChange
      onFocus={selectText}
      allowDeselect={false}
      nothingFoundMessage={t('booking.nobody')}
      value={chosen}
      data={[
        { value: ANY, label: t('booking.anybody') },
        {
          group: t('booking.specialties'),
          items: specialties.map((name) => ({ value: SPECIALTY + name, label: name })),
        },
        {
          group: t('booking.doctors'),
          items: doctors.map(({ id, full_name }) => ({ value: DOCTOR + id, label: full_name })),
        },
      ]}
      onChange={(value) =>
        change({
          doctor: value?.startsWith(DOCTOR) ? value.slice(DOCTOR.length) : undefined,
          specialty: value?.startsWith(SPECIALTY) ? value.slice(SPECIALTY.length) : undefined,
        })
      }
    />
  );
}

function PlaceField({ choice }: { choice: BookingChoice }) {
  const { t } = useTranslation('desk');
  return (
    <Select
      comboboxProps={{ withinPortal: false }}
      label={t('booking.place')}
      allowDeselect={false}
      value={choice.place?.id ?? ANYWHERE}
      data={[
        ...choice.places.map(({ id, name }) => ({ value: id, label: name })),
        { value: ANYWHERE, label: t('booking.anywhere') },
      ]}
      onChange={(id) => {
        if (id !== null && id !== ANYWHERE) {
          rememberPlace(id);
        }
        choice.change({ place: id ?? undefined });
      }}
    />
  );
}

function WhenFields({ choice }: { choice: BookingChoice }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const part = useId();
  const { search, change, place } = choice;
  const first = today(place?.time_zone ?? visitorZone());
  const days = [first, addDays(first, 1)];
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        id={fieldId('day')}
        type="date"
        label={t('booking.day')}
        min={first}
        value={search.day ?? ''}
        onChange={({ currentTarget }) =>
          change({ day: currentTarget.value === '' ? undefined : currentTarget.value })
        }
      />
      <Group gap={6}>
        {days.map((day, index) => (
          <Button
            key={day}
            variant={search.day === day ? 'light' : 'default'}
            aria-pressed={search.day === day}
            title={format.day(day)}
            onClick={() => change({ day: search.day === day ? undefined : day })}
          >
            {t(index === 0 ? 'booking.today' : 'booking.tomorrow')}
          </Button>
        ))}
        <Button
          variant={search.day === undefined ? 'light' : 'default'}
          aria-pressed={search.day === undefined}
          onClick={() => change({ day: undefined })}
        >
          {t('booking.any_day')}
        </Button>
      </Group>
      <SegmentedControl
        name={part}
        aria-label={t('booking.part')}
        value={search.part ?? 'any'}
        data={PARTS.map((value) => ({ value, label: t(`booking.part_${value}`) }))}
        onChange={(value) => change({ part: value === 'any' ? undefined : value })}
      />
    </Group>
  );
}

/** What for, with whom, where and when: filled with what was chosen last. */
export function WhatFields({ choice }: { choice: BookingChoice }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <Select
          comboboxProps={{ withinPortal: false }}
          id={fieldId('visit_type')}
          label={t('booking.visit_type')}
          allowDeselect={false}
          searchable
          selectFirstOptionOnChange
          onFocus={selectText}
          value={choice.visitType?.id ?? null}
          data={choice.visitTypes.map(({ id, name, duration_minutes }) => ({
            value: id,
            label: t('booking.type_option', { name, minutes: format.minutes(duration_minutes) }),
          }))}
          onChange={(id) => choice.change({ type: id ?? undefined })}
        />
        <WhoField choice={choice} />
        <PlaceField choice={choice} />
      </SimpleGrid>
      <WhenFields choice={choice} />
    </Stack>
  );
}
