/** What groups of visits are compared by. Pure. */

import type { GroupRead, OverviewRead } from '@/client';

import { CLAIMING } from './links';
import type { RowsSearch } from './search';

export const GROUPINGS = ['doctor', 'specialty', 'location', 'visit_type'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** In the order of the table; money follows, by currency. */
export const COUNTS = [
  'visits',
  'completed',
  'no_shows',
  'late_cancels',
  'utilisation',
  'new_patients',
  'access_days',
] as const;
export type Count = (typeof COUNTS)[number];

export type Measure =
  | { kind: Count }
  /** Money of one currency only: sums over several would be of nothing. */
  | { kind: 'earned' | 'paid'; currency: string };

export function keyOf(measure: Measure): string {
  return 'currency' in measure ? `${measure.kind}:${measure.currency}` : measure.kind;
}

export function groupsOf(report: OverviewRead, by: Grouping): GroupRead[] {
  return report[`by_${by}`];
}

/** Those that are known of any of the groups: places have no wait, visit types no hours. */
export function measuresOf(report: OverviewRead, by: Grouping): Measure[] {
  const groups = groupsOf(report, by);
  const isKnown = (kind: Count) => groups.some((group) => group[kind] !== null);
  return [
    ...COUNTS.filter((kind) => isKnown(kind)).map((kind) => ({ kind })),
    ...report.revenue.flatMap(({ currency }) =>
      (['earned', 'paid'] as const).map((kind) => ({ kind, currency })),
    ),
  ];
}

/** A decimal text of the API, or `null` where the group has nothing of it. */
export function amountOf(group: GroupRead, measure: Measure): string | null {
  if (!('currency' in measure)) {
    return null;
  }
  const found = group.revenue.find(({ currency }) => currency === measure.currency);
  return found === undefined ? null : found[measure.kind];
}

/** For the length of a bar; the words beside it come from the exact value. */
export function valueOf(group: GroupRead, measure: Measure): number | null {
  if ('currency' in measure) {
    const amount = amountOf(group, measure);
    return amount === null ? null : Number(amount);
  }
  return group[measure.kind];
}

export function filterOf(group: GroupRead, by: Grouping): Partial<RowsSearch> {
  const id = group.id ?? undefined;
  switch (by) {
    case 'doctor':
      return { doctor: id };
    case 'specialty':
      return { specialty: group.name };
    case 'location':
      return { place: id };
    case 'visit_type':
      return { type: id };
  }
}

/** Which visits the figure counts, beside those of its group; `null` where it counts no visits. */
export function rowsBehind(measure: Measure): Partial<RowsSearch> | null {
  switch (measure.kind) {
    case 'visits':
      return {};
    case 'completed':
      return { status: ['completed'] };
    case 'earned':
      return { status: ['completed'], currency: measure.currency };
    case 'paid':
      return { currency: measure.currency, paid: true };
    case 'no_shows':
      return { status: ['no_show'] };
    case 'late_cancels':
      return { late: true };
    case 'utilisation':
      return { status: CLAIMING };
    case 'new_patients':
      return { patients: 'new' };
    case 'access_days':
      return null;
  }
}

/** The rows of one group's figure; `null` where it is nought or unknown: there are none to show. */
export function rowsOfGroup(
  group: GroupRead,
  by: Grouping,
  measure: Measure,
): Partial<RowsSearch> | null {
  const which = rowsBehind(measure);
  const hasRows = which !== null && (valueOf(group, measure) ?? 0) > 0;
  return hasRows ? { ...filterOf(group, by), ...which } : null;
}

/** The greatest first; what is not known comes last. */
export function ranked(groups: readonly GroupRead[], measure: Measure): GroupRead[] {
  return groups.toSorted(
    (one, other) => (valueOf(other, measure) ?? -1) - (valueOf(one, measure) ?? -1),
  );
}
