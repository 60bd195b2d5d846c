import { Button, Card, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, LocationRead, OfferRead, PatientSummary } from '@/client';
import { listDoctorVisitTypesOptions } from '@/client/@tanstack/react-query.gen';
import { useBook } from '@/shared/desk/use-book';
import { BusyButton } from '@/shared/forms/busy-button';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { OverrideForm } from '@/shared/overrides/override-form';
import { overridesOf, type OverrideBody } from '@/shared/overrides/overrides';
import { PatientLine } from '@/shared/patients/patient-facts';
import { PatientPicker } from '@/shared/patients/patient-picker';
import { seedOf } from '@/shared/patients/query';
import { QuickRegister } from '@/shared/patients/quick-register';
import { useFormat } from '@/shared/time/use-format';
import { dayOf, instantOf, type Instant } from '@/shared/time/zones';
import { ProblemAlert } from '@/shared/ui/problem-alert';

interface BookingDrawerProps {
  at: Instant;
  place: LocationRead;
  /** The doctor of the cell, or `null` where a room was clicked. */
  doctorId: string | null;
  doctors: readonly { id: string; name: string }[];
  onBooked: (visit: AppointmentRead) => void;
  onClose: () => void;
}

function WhoPart({
  patient,
  onChoose,
}: {
  patient: PatientSummary | null;
  onChoose: (patient: PatientSummary | null) => void;
}) {
  const { t } = useTranslation('desk');
  const [typed, setTyped] = useState<string | null>(null);
  if (patient !== null) {
    return (
      <Card withBorder padding="sm">
        <Group justify="space-between" gap="xs">
          <PatientLine patient={patient} />
          <Button size="xs" variant="default" onClick={() => onChoose(null)}>
            {t('patient.another')}
          </Button>
        </Group>
      </Card>
    );
  }
  return typed === null ? (
    <PatientPicker id="board-patient" focusFirst onChoose={onChoose} onRegister={setTyped} />
  ) : (
    <QuickRegister
      seed={seedOf(typed)}
      onDone={(registered) => {
        setTyped(null);
        onChoose(registered);
      }}
      onCancel={() => setTyped(null)}
    />
  );
}

interface Wish {
  doctorId: string;
  typeId: string;
  reason: string;
  /** By the clock of the place. */
  time: string;
}

interface WhatPartProps {
  doctors: BookingDrawerProps['doctors'];
  types: readonly OfferRead[];
  values: Wish;
  onChange: (changes: Partial<Wish>) => void;
}

function WhatPart({ doctors, types, values, onChange }: WhatPartProps) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  return (
    <>
      <Group grow gap="sm" align="flex-start">
        <NativeSelect
          label={t('board.doctor')}
          value={values.doctorId}
          data={doctors.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={({ currentTarget }) => onChange({ doctorId: currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t('booking.time')}
          value={values.time}
          required
          onChange={({ currentTarget }) => onChange({ time: currentTarget.value })}
        />
      </Group>
      <NativeSelect
        label={t('booking.visit_type')}
        value={values.typeId}
        data={types.map(({ visit_type_id, name, duration_minutes }) => ({
          value: visit_type_id,
          label: t('booking.type_option', { name, minutes: format.minutes(duration_minutes) }),
        }))}
        onChange={({ currentTarget }) => onChange({ typeId: currentTarget.value })}
      />
      <TextInput
        label={t('booking.reason')}
        value={values.reason}
        maxLength={500}
        autoComplete="off"
        onChange={({ currentTarget }) => onChange({ reason: currentTarget.value })}
      />
    </>
  );
}

function wallTime(at: Instant, zone: string): string {
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
}

/** Books the time that was clicked on the board. */
export default function BookingDrawer(props: BookingDrawerProps) {
  const { at, place, doctors, onBooked, onClose } = props;
  const { t } = useTranslation('desk');
  const format = useFormat();
  const [patient, setPatient] = useState<PatientSummary | null>(null);
  const [wish, setWish] = useState<Wish>(() => ({
    doctorId: props.doctorId ?? doctors[0]?.id ?? '',
    typeId: '',
    reason: '',
    time: wallTime(at, place.time_zone),
  }));
  const { doctorId, typeId, reason, time } = wish;
  const offers = useQuery({
    ...listDoctorVisitTypesOptions({ path: { doctor_id: doctorId } }),
    enabled: doctorId !== '',
    staleTime: 60_000,
  });
  const types = offers.data?.items ?? [];
  const type = types.find(({ visit_type_id }) => visit_type_id === typeId) ?? types[0];
  const day = dayOf(at, place.time_zone);
  const book = useBook(onBooked);
  const send = (override: OverrideBody = {}) => {
    if (patient !== null && type !== undefined && time !== '' && !book.isPending) {
      book.mutate({
        patient_id: patient.id,
        doctor_id: doctorId,
        visit_type_id: type.visit_type_id,
        location_id: place.id,
        starts_at: instantOf(day, time, place.time_zone),
        reason: reason.trim() === '' ? null : reason.trim(),
        ...override,
      });
    }
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    send();
  };
  const overridable = book.isError && overridesOf(book.error).length > 0;
  const zone = format.zoneIfNeeded(at, place.time_zone);
  return (
    <FormDrawer opened title={t('board.book')} onClose={onClose}>
      <Stack gap="md" pb="md">
        <Text fw={600}>
          {format.day(day, 'long')}, {place.name}
          {zone !== null && ` (${zone})`}
        </Text>
        <WhoPart
          patient={patient}
          onChoose={(chosen) => {
            setPatient(chosen);
            focusSoon(chosen === null ? 'board-patient' : 'board-book');
          }}
        />
        <form onSubmit={submit}>
          <Stack gap="sm">
            <WhatPart
              doctors={doctors}
              types={types}
              values={{ ...wish, typeId: type?.visit_type_id ?? '' }}
              onChange={(changes) => setWish((known) => ({ ...known, ...changes }))}
            />
            {book.isError && !overridable && <ProblemAlert error={book.error} />}
            {offers.isError && <ProblemAlert error={offers.error} />}
            {!overridable && (
              <BusyButton
                id="board-book"
                type="submit"
                busy={book.isPending}
                aria-disabled={patient === null}
              >
                {patient === null ? t('patient.missing') : t('board.book')}
              </BusyButton>
            )}
          </Stack>
        </form>
        {overridable && (
          <OverrideForm
            refusal={book.error}
            pending={book.isPending}
            confirmLabel={t('override.book')}
            onConfirm={send}
            onGiveUp={() => {
              book.reset();
              focusSoon('board-book');
            }}
          />
        )}
      </Stack>
    </FormDrawer>
  );
}

function focusSoon(id: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(id)?.focus()));
}
