/** What a visit needs besides its people: as the API lists it, as the form asks for it. */

import type { BookableKind, Need, NeedRead } from '@/client';

export interface NeedCount {
  count: number;
  /** All needs of one kind name the same tag, or none. */
  tag: string | null;
}

export const MOST_NEEDS = 4;

export function countOf(kind: BookableKind, needs: readonly NeedRead[]): NeedCount {
  const ofKind = needs.filter((need) => need.kind === kind);
  return { count: ofKind.length, tag: ofKind[0]?.tag ?? null };
}

export function needsOf(rooms: NeedCount, devices: NeedCount): Need[] {
  const list = (kind: BookableKind, { count, tag }: NeedCount) =>
    Array.from({ length: count }, () => ({ kind, tag }));
  return [...list('room', rooms), ...list('device', devices)];
}
