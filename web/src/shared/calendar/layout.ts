/** Where blocks stand in a column. Pure. */

import { DAY_MINUTES, extentOf, type Extent, type Place } from './axis';
import type { Period, TimeGridColumn, TimeGridItem } from './types';

/** A block in its column: its stretch of the day and its share of the width. */
export interface Placed<T> extends Extent {
  item: T;
  /** The first lane that it fills, how many, and of how many. */
  lane: number;
  span: number;
  lanes: number;
}

interface Block<T> extends Extent {
  item: T;
}

/**
 * Overlapping blocks side by side: those that touch through others form a cluster with as many
 * lanes as are ever needed at once, and each block spreads over the lanes that stay free beside it.
 * Blocks shorter than `minMinutes` take that much room, so that no two cover each other on screen.
 */
export function sideBySide<T>(blocks: readonly Block<T>[], minMinutes = 0): Placed<T>[] {
  const sorted = blocks
    .map((block) => ({ ...block, bottom: Math.max(block.to, block.from + minMinutes) }))
    .sort((one, other) => one.from - other.from || other.bottom - one.bottom);
  const placed: Placed<T>[] = [];
  let cluster: ((typeof sorted)[number] & { lane: number })[] = [];
  let free: number[] = [];

  const close = () => {
    for (const block of cluster) {
      const beside = cluster
        .filter(
          (other) =>
            other.lane > block.lane && other.from < block.bottom && block.from < other.bottom,
        )
        .map(({ lane }) => lane);
      const { item, from, to, lane } = block;
      const span = Math.min(free.length, ...beside) - lane;
      placed.push({ item, from, to, lane, span, lanes: free.length });
    }
    cluster = [];
    free = [];
  };

  for (const block of sorted) {
    if (cluster.length > 0 && free.every((end) => end <= block.from)) {
      close();
    }
    const found = free.findIndex((end) => end <= block.from);
    const lane = found === -1 ? free.length : found;
    free[lane] = block.bottom;
    cluster.push({ ...block, lane });
  }
  close();
  return placed;
}

/** What a finger hits without hitting its neighbour (WCAG 2.5.8). */
export const SMALLEST_TARGET_PX = 24;
const USUAL_HOUR_PX = 96;
const TALLEST_HOUR_PX = 144;

/** So tall that the shortest block can be hit. */
export function hourHeightFor(items: readonly TimeGridItem[]): number {
  let height = USUAL_HOUR_PX;
  for (const { startsAt, endsAt, background } of items) {
    const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000;
    if (background !== true && minutes > 0) {
      height = Math.max(height, Math.min((SMALLEST_TARGET_PX * 60) / minutes, TALLEST_HOUR_PX));
    }
  }
  return height;
}

export interface ColumnLayout {
  behind: Placed<TimeGridItem>[];
  front: Placed<TimeGridItem>[];
}

export function layoutColumn(
  place: Place,
  items: readonly TimeGridItem[],
  minMinutes = 0,
): ColumnLayout {
  const blocks = items.map((item) => ({ item, ...extentOf(place, item) }));
  return {
    behind: blocks
      .filter(({ item }) => item.background === true)
      .map((block) => ({ ...block, lane: 0, span: 1, lanes: 1 })),
    front: sideBySide(
      blocks.filter(({ item }) => item.background !== true),
      minMinutes,
    ),
  };
}

/** The stretches of a column in which it is open, joined and by start. */
export function openExtents(place: Place, open: readonly Period[]): Extent[] {
  const joined: Extent[] = [];
  const sorted = open
    .map((period) => extentOf(place, period))
    .filter(({ from, to }) => to > from)
    .sort((one, other) => one.from - other.from);
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) {
      last.to = Math.max(last.to, to);
    } else {
      joined.push({ from, to });
    }
  }
  return joined;
}

const SHORTEST = 6 * 60;

/** Whole hours that show everything, and at least `minimal` (or six hours from nine). */
export function rangeOf(
  columns: readonly TimeGridColumn[],
  itemsOf: (columnId: string) => readonly TimeGridItem[],
  minimal?: readonly [number, number],
): Extent {
  let [from, to] = minimal ?? [DAY_MINUTES, 0];
  for (const column of columns) {
    for (const period of [...column.open, ...itemsOf(column.id)]) {
      if ('background' in period && period.background === true) {
        continue;
      }
      const extent = extentOf(column, period);
      from = Math.min(from, extent.from);
      to = Math.max(to, extent.to);
    }
  }
  if (to <= from) {
    return { from: 9 * 60, to: 17 * 60 };
  }
  from = Math.floor(from / 60) * 60;
  to = Math.ceil(to / 60) * 60;
  return to - from >= SHORTEST
    ? { from, to }
    : {
        from: Math.max(0, Math.min(from, DAY_MINUTES - SHORTEST)),
        to: Math.min(DAY_MINUTES, Math.max(to, from + SHORTEST)),
      };
}

export function itemsByColumn(items: readonly TimeGridItem[]): Map<string, TimeGridItem[]> {
  const groups = new Map<string, TimeGridItem[]>();
  for (const item of items) {
    const group = groups.get(item.columnId);
    if (group === undefined) {
      groups.set(item.columnId, [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}
