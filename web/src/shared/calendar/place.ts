/** Where the focus is in what is shown now. Pure. */

import { minuteOf, openStart } from './axis';
import { at, type Board, type Place } from './roving';
import type { TimeGridColumn, TimeGridItem } from './types';

interface Shown {
  columns: readonly TimeGridColumn[];
  byId: ReadonlyMap<string, TimeGridItem>;
  indexOf: ReadonlyMap<string, number>;
}

/** The kept place: with its block where that went, else what is there now at that time. */
export function placeNow(kept: Place | null, shown: Shown, board: Board): Place | null {
  if (shown.columns.length === 0) {
    return null;
  }
  if (kept === null) {
    return firstPlace(shown, board);
  }
  const item = kept.itemId === null ? undefined : shown.byId.get(kept.itemId);
  if (item !== undefined) {
    return placeOf(item, shown) ?? kept;
  }
  const column = Math.min(kept.column, shown.columns.length - 1);
  const now = at(column, kept.minute, board);
  return now.itemId === null ? { ...now, along: kept.along, extra: kept.extra } : now;
}

export function placeOf(item: TimeGridItem, { columns, indexOf }: Shown): Place | null {
  const index = indexOf.get(item.columnId);
  const column = index === undefined ? undefined : columns[index];
  if (index === undefined || column === undefined) {
    return null;
  }
  const minute = minuteOf(column, item.startsAt);
  return { column: index, minute, along: minute, itemId: item.id, extra: 0 };
}

/** Today where it is shown, else the first column; there the first opening. */
function firstPlace({ columns }: Shown, board: Board): Place {
  const current = Math.max(
    columns.findIndex((column) => column.current === true),
    0,
  );
  const column = columns[current];
  const opens = column === undefined ? null : openStart(column, column.open);
  return at(current, opens ?? board.stopsIn(current).range.from, board);
}
