import type { Modality, Money, VisitTypeCreate, VisitTypeRead } from '@/client';
import type { Source } from '@/shared/forms/use-entity-form';

import { countOf, needsOf, type NeedCount } from './needs';

/** A visit type in the form; `null` is a number or an amount not given (yet). */
export interface VisitTypeValues {
  name: string;
  duration_minutes: number | null;
  buffer_before_minutes: number | null;
  buffer_after_minutes: number | null;
  slot_interval_minutes: number | null;
  minimum_notice_minutes: number | null;
  booking_horizon_days: number | null;
  cancellation_notice_minutes: number | null;
  modality: Modality;
  fee: Money | null;
  needs_approval: boolean;
  reminder_minutes: number[];
  rooms: NeedCount;
  devices: NeedCount;
}

export const EMPTY: VisitTypeValues = {
  name: '',
  duration_minutes: 30,
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
  slot_interval_minutes: null,
  minimum_notice_minutes: 120,
  booking_horizon_days: 60,
  cancellation_notice_minutes: 1440,
  modality: 'in_person',
  fee: null,
  needs_approval: false,
  reminder_minutes: [10_080, 1440],
  rooms: { count: 0, tag: null },
  devices: { count: 0, tag: null },
};

export function sourceOf(type: VisitTypeRead): Source<VisitTypeValues> {
  return {
    version: type.version,
    values: {
      name: type.name,
      duration_minutes: type.duration_minutes,
      buffer_before_minutes: type.buffer_before_minutes,
      buffer_after_minutes: type.buffer_after_minutes,
      slot_interval_minutes: type.slot_interval_minutes,
      minimum_notice_minutes: type.minimum_notice_minutes,
      booking_horizon_days: type.booking_horizon_days,
      cancellation_notice_minutes: type.cancellation_notice_minutes,
      modality: type.modality,
      fee: type.fee,
      needs_approval: type.needs_approval,
      reminder_minutes: type.reminder_minutes,
      rooms: countOf('room', type.needs),
      devices: countOf('device', type.needs),
    },
  };
}

/** Call it only with a name, a length and a fee; other numbers left empty are none. */
export function bodyOf(values: VisitTypeValues): VisitTypeCreate {
  const { rooms, devices, duration_minutes: duration, fee, ...others } = values;
  return {
    ...others,
    duration_minutes: duration ?? 0,
    buffer_before_minutes: others.buffer_before_minutes ?? 0,
    buffer_after_minutes: others.buffer_after_minutes ?? 0,
    minimum_notice_minutes: others.minimum_notice_minutes ?? 0,
    booking_horizon_days: others.booking_horizon_days ?? undefined,
    cancellation_notice_minutes: others.cancellation_notice_minutes ?? 0,
    fee: fee ?? { amount: '' },
    needs: needsOf(rooms, devices),
  };
}
