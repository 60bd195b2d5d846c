import { Box, Button, Grid, Group, Kbd, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { BusyButton } from '@/shared/forms/busy-button';
import { OverrideForm } from '@/shared/overrides/override-form';
import { useFormat } from '@/shared/time/use-format';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { CallerVisits } from './caller-visits';
import { Confirmation } from './confirmation';
import { OtherTime } from './other-time';
import { PatientStep } from './patient-step';
import { TimesList } from './times-list';
import classes from './times-list.module.css';
import { useBookingChoice, type BookingChoice } from './use-booking-choice';
import { useDeskBooking, type DeskBooking } from './use-desk-booking';
import { fieldId } from './fields';
import { WhatFields } from './what-fields';

interface PartProps {
  choice: BookingChoice;
  booking: DeskBooking;
}

const HINTS = [
  ['↑ ↓', 'hint_move'],
  ['1–9', 'hint_number'],
  ['Enter', 'hint_book'],
  ['M A', 'hint_part'],
  ['D', 'hint_doctor'],
  ['V', 'hint_type'],
  ['W', 'hint_day'],
  ['R', 'hint_reason'],
  ['O', 'hint_other'],
  ['P', 'hint_patient'],
] as const;

function Hints() {
  const { t } = useTranslation('desk');
  return (
    <Group gap="4px 1rem" className={classes.hints}>
      <Text size="xs" c="dimmed">
        {t('booking.hints')}
      </Text>
      {HINTS.map(([keys, label]) => (
        <Text key={label} size="xs" c="dimmed">
          <Kbd size="xs">{keys}</Kbd> {t(`booking.${label}`)}
        </Text>
      ))}
    </Group>
  );
}

function BookRow({ booking, choice }: PartProps) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const { slot } = booking.list;
  const zone = slot === undefined ? 'UTC' : choice.zoneOf(slot.location_id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        booking.sendSelected();
      }}
    >
      <Stack gap="sm">
        <TextInput
          id={fieldId('reason')}
          label={t('booking.reason')}
          value={booking.reason}
          maxLength={500}
          autoComplete="off"
          onChange={({ currentTarget }) => booking.setReason(currentTarget.value)}
        />
        <Group gap="xs">
          {slot !== undefined && (
            <BusyButton type="submit" busy={booking.pending} size="md">
              {t('booking.book_at', {
                day: format.dayOf(slot.starts_at, zone),
                time: format.time(slot.starts_at, zone),
                doctor: slot.doctor_name,
              })}
            </BusyButton>
          )}
          <Button
            variant="subtle"
            aria-expanded={booking.otherOpen}
            onClick={booking.otherOpen ? booking.closeOther : booking.openOther}
          >
            {t('booking.other_time')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Refusal({ booking }: { booking: DeskBooking }) {
  const { t } = useTranslation('desk');
  if (booking.refusal === null) {
    return null;
  }
  return booking.overridable ? (
    <OverrideForm
      refusal={booking.refusal}
      pending={booking.pending}
      confirmLabel={t('override.book')}
      onConfirm={booking.override}
      onGiveUp={booking.giveUp}
    />
  ) : (
    <ProblemAlert error={booking.refusal} />
  );
}

function WhenPart({ choice, booking }: PartProps) {
  const { times, selected, select, more } = booking.list;
  return (
    <>
      {times.isError && <ProblemAlert error={times.error} retry={() => void times.refetch()} />}
      <TimesList
        times={times.isError ? undefined : times.data}
        selected={selected}
        zoneOf={choice.zoneOf}
        places={choice.place === undefined ? choice.places : null}
        loading={times.isFetching}
        onSelect={select}
        onCommand={booking.onCommand}
        onMore={more}
      />
      <Refusal booking={booking} />
      <BookRow choice={choice} booking={booking} />
      <Hints />
      {booking.otherOpen && (
        <OtherTime
          doctorName={choice.doctor?.full_name}
          place={choice.place}
          day={choice.search.day}
          pending={booking.pending}
          onPick={(startsAt) => {
            if (choice.doctor !== undefined && choice.place !== undefined) {
              booking.send({
                startsAt,
                doctorId: choice.doctor.id,
                locationId: choice.place.id,
              });
            }
          }}
          onClose={booking.closeOther}
        />
      )}
    </>
  );
}

/** Who calls, what for, when: one page, all by keyboard. */
export function BookForPatient() {
  // All texts at once: what waits for texts later would take the focus with it.
  const { t } = useTranslation(['desk', 'slots', 'common']);
  const choice = useBookingChoice();
  const booking = useDeskBooking(choice);
  const { patient } = booking.caller;
  return (
    <Page title={t('booking.title')}>
      <Box>
        <Confirmation
          visit={booking.booked}
          undoing={booking.undoing}
          onUndo={booking.undo}
          onAgain={booking.again}
        />
        <Grid gap="xl">
          <Grid.Col span={{ base: 12, md: 8 }}>
            <Stack gap="md">
              <PatientStep
                caller={booking.caller}
                missing={booking.patientMissing}
                onChoose={booking.choosePatient}
                onClear={booking.clearPatient}
              />
              {choice.error !== null && <ProblemAlert error={choice.error} retry={choice.retry} />}
              <WhatFields choice={choice} />
              <WhenPart choice={choice} booking={booking} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            {patient === undefined ? (
              <Text size="sm" c="dimmed">
                {t('booking.visits_hint')}
              </Text>
            ) : (
              <CallerVisits key={patient.id} patient={patient} />
            )}
          </Grid.Col>
        </Grid>
      </Box>
    </Page>
  );
}
