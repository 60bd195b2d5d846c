/** The place whose desk this browser stands at: remembered, and first guessed from the clock. */

import type { LocationRead } from '@/client';
import { clocksDiffer } from '@/shared/time/zones';

const STORED = 'praxis-desk-place';

export function rememberPlace(id: string): void {
  localStorage.setItem(STORED, id);
}

/** The asked one, else the remembered one, else one with this clock, else the first. */
export function placeOf(
  places: readonly LocationRead[],
  asked?: string,
  remembered: string | null = localStorage.getItem(STORED),
): LocationRead | undefined {
  const now = Temporal.Now.instant().toString();
  return (
    places.find(({ id }) => id === asked) ??
    places.find(({ id }) => id === remembered) ??
    places.find(({ time_zone }) => !clocksDiffer(now, time_zone)) ??
    places[0]
  );
}
