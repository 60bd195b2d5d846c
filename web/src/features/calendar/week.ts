/** From what the API says to columns and places of the calendar. Pure. */

import type { AppointmentRead, LocationRead, OpeningRead } from '@/client';
import type { TimeGridColumn } from '@/shared/calendar/types';
import { dayOf, daysFrom, mondayOf, startOfDay, type Day, type Instant } from '@/shared/time/zones';

import type { View } from './search';

/** Left out: what does not take place. */
export const SHOWN = [
  'pending',
  'confirmed',
  'checked_in',
  'in_progress',
  'completed',
  'no_show',
  'left_without_seen',
] as const;

export function daysShown(view: View, day: Day): Day[] {
  return view === 'day' ? [day] : daysFrom(mondayOf(day), 7);
}

export interface Words {
  day: (day: Day) => string;
  longDay: (day: Day) => string;
  closed: string;
  leave: string;
  /** Of a place whose clock is not the one of the calendar, such as `GMT+1`. */
  zone: (instant: Instant, zone: string) => string | null;
}

interface Shown {
  days: readonly Day[];
  /** The clock of days without hours and visits. */
  zone: string;
  today: Day;
  openings: readonly OpeningRead[];
  visits: readonly AppointmentRead[];
  places: ReadonlyMap<string, LocationRead>;
  words: Words;
}

/** A column a day, on the clock of the place where the doctor works on that day. */
export function columnsOf({
  days,
  zone,
  today,
  openings,
  visits,
  places,
  words,
}: Shown): TimeGridColumn[] {
  const zoneOf = ({ location_id }: OpeningRead) => places.get(location_id)?.time_zone ?? zone;
  // A week elsewhere has its days off there too.
  const usual = openings[0] === undefined ? zone : zoneOf(openings[0]);
  return days.map((day) => {
    const own = openings.filter((opening) => dayOf(opening.starts_at, zoneOf(opening)) === day);
    const open = own.filter(({ kind }) => kind === 'open');
    const visit = visits.find(({ starts_at, time_zone }) => dayOf(starts_at, time_zone) === day);
    const [first = own[0]] = open;
    const clock = first === undefined ? (visit?.time_zone ?? usual) : zoneOf(first);
    const names = [...new Set(open.map(({ location_id }) => places.get(location_id)?.name ?? ''))];
    // The zone first: a long name may be cut off.
    const where = [words.zone(startOfDay(day, clock), clock), names.join(', ')]
      .filter(Boolean)
      .join(' · ');
    return {
      id: day,
      day,
      zone: clock,
      title: words.day(day),
      subtitle: where === '' ? undefined : where,
      label: [words.longDay(day), where].filter(Boolean).join(', '),
      current: day === today,
      open: open.map(periodOf),
      bands: own
        .filter(({ kind }) => kind !== 'open')
        .map((opening) => ({
          ...periodOf(opening),
          label: opening.holiday ?? (opening.kind === 'leave' ? words.leave : words.closed),
        })),
    };
  });
}

function periodOf({ starts_at, ends_at }: OpeningRead) {
  return { startsAt: starts_at, endsAt: ends_at };
}

/** Where the doctor is at a time, as far as the hours say it without doubt. */
export function placeAt(openings: readonly OpeningRead[], at: Instant): string | undefined {
  const instant = Date.parse(at);
  const covering = openings.filter(
    ({ kind, starts_at, ends_at }) =>
      kind === 'open' && Date.parse(starts_at) <= instant && instant < Date.parse(ends_at),
  );
  const ids = new Set(covering.map(({ location_id }) => location_id));
  return ids.size === 1 ? [...ids][0] : undefined;
}
