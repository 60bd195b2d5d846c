/** A made-up week of many doctors, the same for the same numbers. */

import { addDays, type Day } from '@/shared/time/zones';

import { instantAt } from '../axis';
import type { TimeGridColumn, TimeGridItem } from '../types';

const ZONE = 'Asia/Dhaka';
const OPEN = [
  { from: 9 * 60, to: 13 * 60 },
  { from: 15 * 60, to: 19 * 60 },
];
const LENGTHS = [15, 20, 30, 45];
const COLORS = ['blue', 'grape', 'praxis', 'green', 'yellow', 'red'];

/** A small linear congruential generator: numbers from 0 to 1 that any machine repeats. */
function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

export interface MadeUp {
  columns: TimeGridColumn[];
  items: TimeGridItem[];
}

export function madeUpWeek(doctors: number, days: number, first: Day): MadeUp {
  const random = randomness(doctors * 1000 + days);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const columns: TimeGridColumn[] = [];
  const items: TimeGridItem[] = [];
  for (let doctor = 1; doctor <= doctors; doctor += 1) {
    for (let offset = 0; offset < days; offset += 1) {
      const place = { day: addDays(first, offset), zone: ZONE };
      const id = `${doctor}/${place.day}`;
      const at = (minute: number) => instantAt(place, minute);
      columns.push({
        id,
        ...place,
        title: `Doctor ${doctor}`,
        subtitle: place.day,
        open: OPEN.map(({ from, to }) => ({ startsAt: at(from), endsAt: at(to) })),
      });
      for (const { from, to } of OPEN) {
        for (let minute = from; minute < to;) {
          const length = pick(LENGTHS);
          // Some time stays free, and some visits stand beside each other.
          if (random() < 0.88) {
            const startsAt = at(minute - (random() < 0.1 ? 10 : 0));
            const title = `Patient ${items.length + 1}`;
            items.push({
              id: `visit-${items.length + 1}`,
              columnId: id,
              startsAt,
              endsAt: at(Math.min(minute + length, to)),
              title,
              detail: 'Consultation',
              label: `${title}, Consultation, ${startsAt}`,
              color: pick(COLORS),
              kind: 'visit',
              movable: true,
            });
          }
          minute += length;
        }
      }
    }
  }
  return { columns, items };
}
