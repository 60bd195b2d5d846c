import type { AccessRead } from '@/client';
import { dayOf, type Day } from '@/shared/time/zones';

/** What one person did again and again within a while, told once. */
export interface Access {
  latest: AccessRead;
  count: number;
}

const TOGETHER_MS = 30 * 60_000;

function belongs(access: Access, event: AccessRead, earliest: string): boolean {
  const { latest } = access;
  return (
    latest.action === event.action &&
    latest.actor_name === event.actor_name &&
    latest.actor_role === event.actor_role &&
    latest.reason === event.reason &&
    Date.parse(earliest) - Date.parse(event.at) <= TOGETHER_MS
  );
}

/** By day in the zone, both the newest first, as the events come. */
export function accessesByDay(
  events: readonly AccessRead[],
  zone: string,
): { day: Day; accesses: Access[] }[] {
  const days: { day: Day; accesses: Access[]; earliest: string }[] = [];
  for (const event of events) {
    const day = dayOf(event.at, zone);
    let today = days.at(-1);
    if (today?.day !== day) {
      today = { day, accesses: [], earliest: event.at };
      days.push(today);
    }
    const before = today.accesses.at(-1);
    if (before !== undefined && belongs(before, event, today.earliest)) {
      before.count += 1;
    } else {
      today.accesses.push({ latest: event, count: 1 });
    }
    today.earliest = event.at;
  }
  return days.map(({ day, accesses }) => ({ day, accesses }));
}
