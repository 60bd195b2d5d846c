import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { DoctorSlotRead } from '@/client';

import { freeTimesOptions, timeKey } from './free-times';
import type { BookingChoice } from './use-booking-choice';

const FIRST_TIMES = 30;
const MOST_TIMES = 199;

const NO_SLOTS: DoctorSlotRead[] = [];

/** The free times for what is chosen, and which of them is marked. */
export function useTimes(choice: BookingChoice) {
  const [limit, setLimit] = useState(FIRST_TIMES);
  const [key, setKey] = useState<string | null>(null);
  const times = useQuery(freeTimesOptions(choice.wanted, limit));
  const slots = times.data?.items ?? NO_SLOTS;
  // A marked time that somebody else took gives way to the first one.
  const selected = Math.max(
    0,
    slots.findIndex((slot) => timeKey(slot) === key),
  );
  return {
    times,
    selected,
    slot: slots[selected],
    select: (index: number) => {
      const slot = slots[index];
      setKey(slot === undefined ? null : timeKey(slot));
    },
    unselect: () => setKey(null),
    more: () => setLimit((shown) => Math.min(MOST_TIMES, shown + FIRST_TIMES)),
  };
}
