import { useEffect, useState } from 'react';

import type { AppointmentRead, PatientSummary } from '@/client';
import { useBook } from '@/shared/desk/use-book';
import { useCancelBooking } from '@/shared/desk/use-cancel-booking';
import { overridesOf, type OverrideBody } from '@/shared/overrides/overrides';
import type { Instant } from '@/shared/time/zones';

import type { Command } from './shortcuts';
import { rememberVisitType, type BookingChoice } from './use-booking-choice';
import { useCaller } from './use-caller';
import { useTimes } from './use-times';
import { focusField } from './fields';

/** A time with a doctor, offered or not. */
export interface Wish {
  startsAt: Instant;
  doctorId: string;
  locationId: string;
}

/** Everything that happens on the page. */
export function useDeskBooking(choice: BookingChoice) {
  const caller = useCaller(choice.search.patient);
  const list = useTimes(choice);
  const [reason, setReason] = useState('');
  const [otherOpen, setOtherOpen] = useState(false);
  const [patientMissing, setPatientMissing] = useState(false);
  const [booked, setBooked] = useState<AppointmentRead | null>(null);
  const [wish, setWish] = useState<Wish | null>(null);

  const book = useBook((visit) => {
    rememberVisitType(visit.visit_type_id);
    setBooked(visit);
    setReason('');
    setOtherOpen(false);
    list.unselect();
    choice.change({ patient: undefined });
    focusField('patient');
  });
  const undo = useCancelBooking(() => setBooked(null));

  const send = (wanted: Wish, override: OverrideBody = {}) => {
    setWish(wanted);
    if (caller.patient === undefined) {
      setPatientMissing(true);
      focusField('patient');
    } else if (choice.visitType !== undefined && !book.isPending) {
      book.mutate({
        patient_id: caller.patient.id,
        doctor_id: wanted.doctorId,
        visit_type_id: choice.visitType.id,
        location_id: wanted.locationId,
        starts_at: wanted.startsAt,
        reason: reason.trim() === '' ? null : reason.trim(),
        ...override,
      });
    }
  };
  const sendSelected = () => {
    const { slot } = list;
    if (slot !== undefined) {
      send({ startsAt: slot.starts_at, doctorId: slot.doctor_id, locationId: slot.location_id });
    }
  };
  const openOther = () => {
    setOtherOpen(true);
    focusField('other');
  };
  const hasCaller = choice.search.patient !== undefined;
  useEffect(() => {
    focusField(hasCaller ? 'times' : 'patient');
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, where the page begins
  }, []);

  return {
    caller,
    list,
    reason,
    setReason,
    booked,
    pending: book.isPending,
    undoing: undo.isPending,
    patientMissing: patientMissing && caller.patient === undefined,
    refusal: book.error,
    overridable: overridesOf(book.error).length > 0,
    otherOpen,
    openOther,
    closeOther: () => {
      setOtherOpen(false);
      book.reset();
      focusField('times');
    },
    onCommand: (command: Command) => {
      runCommand(command, { select: list.select, book: sendSelected, openOther, choice });
    },
    sendSelected,
    send,
    override: (override: OverrideBody) => {
      if (wish !== null) {
        send(wish, override);
      }
    },
    giveUp: () => {
      book.reset();
      focusField(otherOpen ? 'other' : 'times');
    },
    choosePatient: (patient: PatientSummary) => {
      setBooked(null);
      setPatientMissing(false);
      book.reset();
      choice.change({ patient: patient.id });
      focusField('times');
    },
    clearPatient: () => {
      book.reset();
      choice.change({ patient: undefined });
      focusField('patient');
    },
    again: (visit: AppointmentRead) => {
      setBooked(null);
      choice.change({ patient: visit.patient_id });
      focusField('times');
    },
    undo: (visit: AppointmentRead) => {
      undo.mutate(visit);
      focusField('patient');
    },
  };
}

export type DeskBooking = ReturnType<typeof useDeskBooking>;

interface Actions {
  select: (index: number) => void;
  book: () => void;
  openOther: () => void;
  choice: BookingChoice;
}

function runCommand(command: Command, { select, book, openOther, choice }: Actions): void {
  switch (command.do) {
    case 'move':
      select(command.to);
      break;
    case 'book':
      book();
      break;
    case 'part':
      choice.change({ part: choice.search.part === command.part ? undefined : command.part });
      break;
    case 'go':
      if (command.to === 'other') {
        openOther();
      } else {
        focusField(command.to);
      }
  }
}
