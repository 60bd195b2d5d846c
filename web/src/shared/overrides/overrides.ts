/** What a refusal of a time lets the practice set aside. Pure. */

import { problemOf } from '@/shared/api/problem';

export const OVERRIDES = ['overbook', 'outside_hours'] as const;
export type Override = (typeof OVERRIDES)[number];

export type OverrideBody = Partial<Record<Override, true>> & { override_reason?: string };

/** The overrides that the refusal names; none when it cannot be overridden. */
export function overridesOf(error: unknown): Override[] {
  const named = problemOf(error).overrides;
  return Array.isArray(named) ? OVERRIDES.filter((override) => named.includes(override)) : [];
}

export function overrideBody(overrides: readonly Override[], reason: string): OverrideBody {
  return {
    ...Object.fromEntries(overrides.map((override) => [override, true] as const)),
    override_reason: reason.trim(),
  };
}

/** All that is to be set aside once a second refusal names more than the first. */
export function together(known: readonly Override[], added: readonly Override[]): Override[] {
  return OVERRIDES.filter((override) => known.includes(override) || added.includes(override));
}
