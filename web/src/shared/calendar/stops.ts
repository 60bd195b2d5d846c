/** Where the arrow keys go: blocks and free cells of a column, one after the other. Pure. */

import type { Extent } from './axis';
import type { Placed } from './layout';
import type { TimeGridItem } from './types';

/** A block, or a free cell that begins at a minute. */
export interface Stop {
  minute: number;
  itemId: string | null;
}

export interface ColumnStops {
  /** By start, those beside each other from the first lane on. */
  placed: readonly Placed<TimeGridItem>[];
  range: Extent;
  cell: number;
}

function ordered(placed: readonly Placed<TimeGridItem>[]): Placed<TimeGridItem>[] {
  return placed.toSorted((one, other) => one.from - other.from || one.lane - other.lane);
}

/** All stops of a column from top to bottom. */
export function stopsOf({ placed, range, cell }: ColumnStops): Stop[] {
  const stops: Stop[] = [];
  const blocks = ordered(placed);
  let next = 0;
  let minute = range.from;
  while (minute < range.to || next < blocks.length) {
    const block = blocks[next];
    const end = Math.min(nextCell(minute, cell), range.to);
    if (block !== undefined && (block.from < end || minute >= range.to)) {
      stops.push({ minute: block.from, itemId: block.item.id });
      minute = Math.max(minute, block.to);
      next += 1;
    } else {
      stops.push({ minute, itemId: null });
      minute = end;
    }
  }
  return stops;
}

function nextCell(minute: number, cell: number): number {
  return (Math.floor(minute / cell) + 1) * cell;
}

/** The stop at a minute: the block that covers it, else the free cell around it. */
export function stopAt(column: ColumnStops, minute: number): Stop | null {
  const covering = ordered(column.placed).find(({ from, to }) => from <= minute && minute < to);
  if (covering !== undefined) {
    return { minute: covering.from, itemId: covering.item.id };
  }
  return stopsOf(column).findLast((stop) => stop.minute <= minute) ?? stopsOf(column)[0] ?? null;
}

export function sameStop(one: Stop, other: Stop): boolean {
  return one.itemId === null || other.itemId === null
    ? one.itemId === other.itemId && one.minute === other.minute
    : one.itemId === other.itemId;
}

/** The next stop down (`1`) or up (`-1`); at the ends it stays. */
export function stepFrom(
  column: ColumnStops,
  stop: Stop,
  direction: 1 | -1,
  itemsOnly = false,
): Stop {
  const all = stopsOf(column);
  let index = all.findIndex((other) => sameStop(stop, other));
  if (index === -1) {
    index = all.findLastIndex((other) => other.minute <= stop.minute);
  }
  for (let at = index + direction; at >= 0 && at < all.length; at += direction) {
    const next = all[at];
    if (next !== undefined && (!itemsOnly || next.itemId !== null)) {
      return next;
    }
  }
  return stop;
}
