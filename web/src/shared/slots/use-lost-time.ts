import { useState } from 'react';

import { useKeptFocus } from '@/shared/tables/use-kept-focus';
import type { Day } from '@/shared/time/zones';

/** When somebody takes the time that has the focus here, the times around it take the focus. */
export function useLostTime(slots: unknown, day: Day) {
  const [lostOn, setLostOn] = useState<Day>();
  const panel = useKeptFocus<HTMLDivElement>(slots, () => setLostOn(day));
  return { panel, lost: lostOn === day };
}
