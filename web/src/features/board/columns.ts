/** Doctors and rooms as the columns of a day. Pure. */

import type { AppointmentRead, DoctorRead, OpeningRead, ResourceRead } from '@/client';
import type { Period, TimeGridBand, TimeGridColumn } from '@/shared/calendar/types';
import type { Day } from '@/shared/time/zones';

export type ColumnKind = 'doctor' | 'room';

/** A doctor and a room may stand side by side; each column and block says whose it is. */
export function columnId(kind: ColumnKind, id: string): string {
  return `${kind}:${id}`;
}

export function readColumnId(id: string): { kind: ColumnKind; id: string } {
  const at = id.indexOf(':');
  return { kind: id.startsWith('room:') ? 'room' : 'doctor', id: id.slice(at + 1) };
}

function periodOf({ starts_at, ends_at }: OpeningRead): Period {
  return { startsAt: starts_at, endsAt: ends_at };
}

/** Overlapping and touching periods as one. */
export function merged(periods: readonly Period[]): Period[] {
  const sorted = periods.toSorted(
    (one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt),
  );
  const result: Period[] = [];
  for (const period of sorted) {
    const last = result.at(-1);
    if (last !== undefined && Date.parse(period.startsAt) <= Date.parse(last.endsAt)) {
      if (Date.parse(period.endsAt) > Date.parse(last.endsAt)) {
        last.endsAt = period.endsAt;
      }
    } else {
      result.push({ ...period });
    }
  }
  return result;
}

interface DayOfPlace {
  day: Day;
  zone: string;
  openings: readonly OpeningRead[];
  visits: readonly AppointmentRead[];
}

interface BandWords {
  leave: string;
  closed: string;
}

function bandOf(opening: OpeningRead, words: BandWords): TimeGridBand {
  return {
    ...periodOf(opening),
    label: opening.kind === 'leave' ? words.leave : (opening.holiday ?? words.closed),
  };
}

/** Those who work here this day, would but for leave or a holiday, or have a visit. */
export function doctorColumns(
  { day, zone, openings, visits }: DayOfPlace,
  doctors: readonly DoctorRead[],
  words: BandWords,
): TimeGridColumn[] {
  const known = new Map(
    doctors.map(({ id, full_name, specialty }) => [id, { full_name, specialty }]),
  );
  for (const visit of visits) {
    // Somebody who has left the practice may still have visits.
    if (!known.has(visit.doctor_id)) {
      known.set(visit.doctor_id, { full_name: visit.doctor_name, specialty: visit.specialty });
    }
  }
  const here = new Set([
    ...openings.map(({ doctor_id }) => doctor_id),
    ...visits.map(({ doctor_id }) => doctor_id),
  ]);
  return [...known]
    .filter(([id]) => here.has(id))
    .sort(([, one], [, other]) => one.full_name.localeCompare(other.full_name))
    .map(([id, { full_name, specialty }]) => {
      const own = openings.filter(({ doctor_id }) => doctor_id === id);
      return {
        id: columnId('doctor', id),
        day,
        zone,
        title: full_name,
        subtitle: specialty,
        open: merged(own.filter(({ kind }) => kind === 'open').map(periodOf)),
        bands: own.filter(({ kind }) => kind !== 'open').map((each) => bandOf(each, words)),
      };
    });
}

/** Rooms have no hours of their own: they are open while anybody works here. */
export function roomColumns(
  { day, zone, openings }: DayOfPlace,
  rooms: readonly ResourceRead[],
  kind: string,
): TimeGridColumn[] {
  const open = merged(openings.filter((each) => each.kind === 'open').map(periodOf));
  return rooms.map(({ id, name }) => ({
    id: columnId('room', id),
    day,
    zone,
    title: name,
    subtitle: kind,
    open,
  }));
}
