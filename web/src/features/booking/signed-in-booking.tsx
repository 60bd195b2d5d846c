import { Stack, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { SlotRead } from '@/client';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { useOwnPatients } from '@/shared/visits/use-own-patients';

import { BookingForm } from './booking-form';
import { HoldNote } from './hold-note';
import { PatientChoice } from './patient-choice';
import { lossOf, type Loss } from './rules';
import { slotKey, type BookedSlot } from './search';
import { TimeGone } from './time-gone';
import { useHold } from './use-hold';
import type { SlotFacts } from './use-slot-facts';

interface SignedInBookingProps {
  slot: BookedSlot;
  facts: SlotFacts;
  patientId: string | undefined;
  /** Whoever just signed in goes on here. */
  takeFocus: boolean;
  onChoosePatient: (patientId: string) => void;
  onPick: (slot: SlotRead) => void;
  onBooked: (appointmentId: string) => void;
}

/** Holds the time, asks for whom and what about, and books. What is typed outlives the time. */
export function SignedInBooking(props: SignedInBookingProps) {
  const { slot, facts, patientId, takeFocus, onChoosePatient, onPick, onBooked } = props;
  const { t } = useTranslation('booking');
  const heading = useRef<HTMLHeadingElement>(null);
  const patients = useOwnPatients();
  const people = patients.data;
  const patient = people?.find(({ id }) => id === patientId) ?? people?.[0];
  const { hold, settle, again } = useHold(slot);
  const [refusal, setRefusal] = useState<{ key: string; error: unknown }>();
  const key = slotKey(slot);
  const loss: Loss | null =
    (refusal?.key === key ? lossOf(refusal.error) : null) ??
    (hold.status === 'refused' ? lossOf(hold.error) : null);
  useEffect(() => {
    if (takeFocus) {
      heading.current?.focus();
    }
  }, [takeFocus]);
  return (
    <Stack gap="lg">
      {loss === null ? (
        <HoldNote hold={hold} onAgain={again} />
      ) : (
        <TimeGone key={key} slot={slot} facts={facts} loss={loss} onPick={onPick} />
      )}
      <section>
        <Title order={2} size="h4" mb="sm" id="for-whom" ref={heading} tabIndex={-1}>
          {t('patient.title')}
        </Title>
        {patients.isError ? (
          <ProblemAlert error={patients.error} retry={() => void patients.refetch()} />
        ) : (
          <PatientChoice patients={people} chosen={patient} onChoose={onChoosePatient} />
        )}
      </section>
      <BookingForm
        slot={slot}
        patient={patient}
        needsApproval={facts.type?.needs_approval ?? false}
        blocked={loss !== null}
        onBooked={(appointment) => {
          settle();
          onBooked(appointment.id);
        }}
        onRefused={(error) => setRefusal({ key, error })}
      />
    </Stack>
  );
}
