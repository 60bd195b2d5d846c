/** What the hands of the grid (keys, pointer) share. */

import { instantAt, extentOf, type Extent } from './axis';
import type { Geometry, Preview } from './geometry';
import { selectedExtent, type Board, type Place } from './roving';
import type { TimeGridProps } from './types';
import { HEADER_HEIGHT, type GridModel } from './use-grid-model';

const SNAP_MINUTES = 5;
const CELL_MINUTES = 30;

export interface GridContext {
  props: TimeGridProps;
  model: GridModel;
  board: Board;
  step: number;
  cell: number;
}

export function contextOf(
  props: TimeGridProps,
  model: GridModel,
  rightToLeft: boolean,
): GridContext {
  const { snapMinutes: step = SNAP_MINUTES, cellMinutes: cell = CELL_MINUTES, columns } = props;
  const stopsIn: Board['stopsIn'] = (index) => {
    const column = columns[index];
    return column === undefined
      ? { placed: [], range: model.range, cell }
      : model.stopsIn(column, cell);
  };
  return { props, model, step, cell, board: { columns: columns.length, rightToLeft, stopsIn } };
}

export function geometryOf({ props, model, board }: GridContext): Geometry {
  return {
    columns: props.columns.length,
    columnWidth: model.columnWidth,
    headerHeight: HEADER_HEIGHT,
    pixelsPerMinute: model.scale.pixelsPerMinute,
    range: model.range,
    rightToLeft: board.rightToLeft,
  };
}

/** The stretch of the block or of the free cells at a place. */
export function extentAt({ props, model, board }: GridContext, place: Place): Extent {
  const item = place.itemId === null ? undefined : model.byId.get(place.itemId);
  const column = props.columns[place.column];
  return item !== undefined && column !== undefined
    ? extentOf(column, item)
    : selectedExtent(place, board.stopsIn(place.column));
}

/** Tell the caller what a finished drag asks for; whether a block goes elsewhere. */
export function deliver({ props, model }: GridContext, done: Preview): boolean {
  const column = props.columns[done.column];
  const item = done.itemId === null ? undefined : model.byId.get(done.itemId);
  if (column === undefined) {
    return false;
  }
  const startsAt = instantAt(column, done.from);
  if (done.kind === 'draw') {
    props.onPick?.(column.id, startsAt, instantAt(column, done.to));
    return false;
  }
  if (item === undefined) {
    return false;
  }
  if (done.kind === 'resize') {
    props.onResize?.(item, { startsAt, endsAt: instantAt(column, done.to) });
    return false;
  }
  const stays = item.columnId === column.id && Date.parse(item.startsAt) === Date.parse(startsAt);
  if (!stays) {
    props.onMove?.(item, { columnId: column.id, startsAt });
  }
  return !stays;
}
