/** What a key does to the place of the focus. Pure. */

import type { Extent } from './axis';
import { sameStop, stepFrom, stopAt, stopsOf, type ColumnStops, type Stop } from './stops';

export interface Place extends Stop {
  column: number;
  /** The minute that the columns are walked along, kept while going sideways. */
  along: number;
  /** How many more free cells are selected downwards. */
  extra: number;
}

export interface Board {
  columns: number;
  stopsIn: (column: number) => ColumnStops;
  rightToLeft: boolean;
}

export interface Key {
  key: string;
  shiftKey?: boolean;
  ctrlKey?: boolean;
  metaKey?: boolean;
}

/** The next place for a key of movement, or null for any other key. */
export function walk(
  place: Place,
  { key, shiftKey, ctrlKey, metaKey }: Key,
  board: Board,
): Place | null {
  const far = ctrlKey === true || metaKey === true;
  const forward = board.rightToLeft ? 'ArrowLeft' : 'ArrowRight';
  switch (key) {
    case 'ArrowDown':
    case 'ArrowUp':
      return shiftKey === true
        ? select(place, key === 'ArrowDown' ? 1 : -1, board)
        : down(place, key === 'ArrowDown' ? 1 : -1, far, board);
    case 'ArrowLeft':
    case 'ArrowRight':
      return across(place, key === forward ? 1 : -1, board);
    case 'PageDown':
    case 'PageUp':
      return at(place.column, place.minute + (key === 'PageDown' ? 120 : -120), board);
    case 'Home':
    case 'End':
      return far
        ? across(place, key === 'Home' ? -board.columns : board.columns, board)
        : edge(place.column, key, board);
    default:
      return null;
  }
}

function down(place: Place, direction: 1 | -1, itemsOnly: boolean, board: Board): Place {
  const stop = stepFrom(board.stopsIn(place.column), place, direction, itemsOnly);
  return { ...stop, column: place.column, along: stop.minute, extra: 0 };
}

function across(place: Place, by: number, board: Board): Place {
  const column = Math.min(Math.max(place.column + by, 0), board.columns - 1);
  if (column === place.column) {
    return { ...place, extra: 0 };
  }
  return { ...at(column, place.along, board), along: place.along };
}

export function at(column: number, minute: number, board: Board): Place {
  const stops = board.stopsIn(column);
  const within = Math.min(Math.max(minute, stops.range.from), stops.range.to - 1);
  const stop = stopAt(stops, within) ?? { minute: within, itemId: null };
  return { ...stop, column, along: stop.minute, extra: 0 };
}

function edge(column: number, key: 'Home' | 'End', board: Board): Place {
  const { range } = board.stopsIn(column);
  return at(column, key === 'Home' ? range.from : range.to - 1, board);
}

/** Free cells below are added one by one, as far as they are free. */
function select(place: Place, by: 1 | -1, board: Board): Place {
  if (place.itemId !== null) {
    return place;
  }
  const extra = Math.max(place.extra + by, 0);
  const all = stopsOf(board.stopsIn(place.column));
  const index = all.findIndex((stop) => sameStop(stop, place));
  const last = all[index + extra];
  return last?.itemId === null ? { ...place, extra } : place;
}

/** The stretch of the free cell, or of all that are selected. */
export function selectedExtent(place: Place, stops: ColumnStops): Extent {
  const all = stopsOf(stops);
  const index = all.findIndex((stop) => sameStop(stop, place));
  const after = all[index + place.extra + 1];
  const last = all[index + place.extra] ?? place;
  const to = Math.min(
    after?.minute ?? stops.range.to,
    (Math.floor(last.minute / stops.cell) + 1) * stops.cell,
  );
  return { from: place.minute, to: Math.max(to, place.minute + 1) };
}
