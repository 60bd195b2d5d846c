/** From points on screen to columns and minutes, and what a drag would do there. Pure. */

import { DAY_MINUTES, type Extent } from './axis';

export interface Geometry {
  columns: number;
  columnWidth: number;
  headerHeight: number;
  pixelsPerMinute: number;
  range: Extent;
  rightToLeft: boolean;
}

export interface Spot {
  column: number;
  /** Not rounded. */
  minute: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The column and minute under a point; `box` is that of all columns with their header. */
export function spotAt(geometry: Geometry, box: Box, x: number, y: number): Spot {
  const along = geometry.rightToLeft ? box.right - x : x - box.left;
  const { range } = geometry;
  return {
    column: clamp(Math.floor(along / geometry.columnWidth), 0, geometry.columns - 1),
    minute: clamp(
      range.from + (y - box.top - geometry.headerHeight) / geometry.pixelsPerMinute,
      range.from,
      range.to,
    ),
  };
}

export type Gesture =
  /** `grip`: minutes from the block's start to where it was taken. */
  | { kind: 'move'; itemId: string; column: number; extent: Extent; grip: number }
  | { kind: 'resize'; itemId: string; column: number; extent: Extent; edge: 'start' | 'end' }
  | { kind: 'draw'; column: number; anchor: number };

/** What would be if it ended here. */
export interface Preview extends Extent {
  kind: Gesture['kind'];
  itemId: string | null;
  column: number;
}

export const snap = (minute: number, step: number) => Math.round(minute / step) * step;

export function previewAt(gesture: Gesture, spot: Spot, step: number, range: Extent): Preview {
  switch (gesture.kind) {
    case 'move':
      return moved(gesture, spot.column, snap(spot.minute - gesture.grip, step), range);
    case 'resize': {
      const { itemId, column, extent, edge } = gesture;
      const at = snap(spot.minute, step);
      return edge === 'start'
        ? { kind: 'resize', itemId, column, from: Math.min(at, extent.to - step), to: extent.to }
        : {
            kind: 'resize',
            itemId,
            column,
            from: extent.from,
            to: Math.max(at, extent.from + step),
          };
    }
    case 'draw': {
      const anchor = Math.floor(gesture.anchor / step) * step;
      const at = spot.minute;
      return {
        kind: 'draw',
        itemId: null,
        column: gesture.column,
        from: Math.min(anchor, Math.floor(at / step) * step),
        to: Math.max(anchor + step, Math.ceil(at / step) * step),
      };
    }
  }
}

/** A block at another place, its length kept, within the day and what is shown. */
export function moved(
  { itemId, extent }: { itemId: string; extent: Extent },
  column: number,
  from: number,
  range: Extent,
): Preview {
  const length = extent.to - extent.from;
  const latest = Math.min(DAY_MINUTES, Math.max(range.to, extent.to)) - length;
  const start = clamp(from, Math.min(range.from, extent.from), Math.max(latest, 0));
  return { kind: 'move', itemId, column, from: start, to: start + length };
}

/** How far to scroll per frame when the pointer is this near to an edge. */
export function edgeSpeed(position: number, low: number, high: number, zone = 48): number {
  if (position < low + zone) {
    return -speed(low + zone - position, zone);
  }
  return position > high - zone ? speed(position - high + zone, zone) : 0;
}

function speed(depth: number, zone: number): number {
  return 2 + 14 * Math.min(depth / zone, 1);
}
