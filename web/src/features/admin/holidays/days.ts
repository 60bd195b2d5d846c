/** One list of what the calendar says and what the practice decided about single days. */

import type { HolidayPage } from '@/client';

export interface SpecialDay {
  on: string;
  name: string;
  /** By the public calendar; closed by the practice; a public holiday on which it works. */
  state: 'public' | 'closed' | 'open';
}

export function specialDays({ items, decided }: HolidayPage): SpecialDay[] {
  const own = new Map(decided.map((decision) => [decision.on, decision]));
  const closed = items.map(({ on, name }): SpecialDay => {
    const decision = own.get(on);
    return decision === undefined
      ? { on, name, state: 'public' }
      : { on, name: decision.name, state: 'closed' };
  });
  const open = decided
    .filter(({ open: works }) => works)
    .map(({ on, name }): SpecialDay => ({ on, name, state: 'open' }));
  return [...closed, ...open].toSorted((one, other) => one.on.localeCompare(other.on));
}
