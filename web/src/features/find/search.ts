/** What is searched for, as it stands in the address. Pure. */

import type { Day } from '@/shared/time/zones';

export interface FindSearch {
  /** Part of a doctor's name. */
  q?: string;
  specialty?: string;
  /** Ids, as the API gives them. */
  visit_type?: string;
  location?: string;
  /** The id of a region; whoever works in it or in a part of it. */
  area?: string;
  /** BCP 47. */
  language?: string;
  /** The first day to look at. */
  from?: Day;
}

export type ProfileSearch = Pick<FindSearch, 'visit_type' | 'location' | 'from'>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The router reads `?q=5` as a number; a name may be one. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return String(value);
  }
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function day(value: unknown): Day | undefined {
  if (typeof value !== 'string' || !DAY.test(value) || Number.isNaN(Date.parse(value))) {
    return undefined;
  }
  return value;
}

/** Leaves out what is not set, so that addresses stay short. */
export function withoutGaps<S extends object>(search: S): S {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  ) as S;
}

export function readProfileSearch(search: Record<string, unknown>): ProfileSearch {
  return withoutGaps({
    visit_type: text(search.visit_type),
    location: text(search.location),
    from: day(search.from),
  });
}

export function readFindSearch(search: Record<string, unknown>): FindSearch {
  return withoutGaps({
    q: text(search.q),
    specialty: text(search.specialty),
    language: text(search.language),
    area: text(search.area),
    ...readProfileSearch(search),
  });
}

/** The first day to ask for; `undefined` is now, also for a day in an old link. */
export function comingDay(from: Day | undefined, now: Day): Day | undefined {
  return from !== undefined && from > now ? from : undefined;
}

/** Takes every filter away. */
export const CLEARED: Partial<FindSearch> = {
  q: undefined,
  specialty: undefined,
  location: undefined,
  area: undefined,
  language: undefined,
  from: undefined,
};

/** How many filters narrow the results; the kind of visit is always one and does not count. */
export function countFilters(search: FindSearch): number {
  const { specialty, location, area, language, from, q } = search;
  const filters = [specialty, location, area, language, from, q];
  return filters.filter((value) => value !== undefined).length;
}

/** The first of each doctor, in order, at most `count`. */
export function firstOfEach<S extends { doctor_id: string }>(
  slots: readonly S[],
  count: number,
): S[] {
  const seen = new Set<string>();
  const firsts = slots.filter(({ doctor_id }) => !seen.has(doctor_id) && seen.add(doctor_id));
  return firsts.slice(0, count);
}
