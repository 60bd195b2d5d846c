/** What a mouse, a pen or a finger does to the grid. */

import type { MouseEvent, PointerEvent } from 'react';

import { extentOf } from './axis';
import { startDrag } from './drag';
import { spotAt, type Gesture, type Preview, type Spot } from './geometry';
import { geometryOf, type GridContext } from './grid-context';
import { hitOf } from './hit';

function spotOf(context: GridContext, body: HTMLElement, event: MouseEvent): Spot {
  const box = body.getBoundingClientRect();
  return spotAt(geometryOf(context), box, event.clientX, event.clientY);
}

/** What a press would drag, or null. */
function gestureOf(context: GridContext, body: HTMLElement, event: PointerEvent): Gesture | null {
  const { props, model } = context;
  const hit = hitOf(event.target, model.byId);
  const spot = spotOf(context, body, event);
  if (hit.kind === 'free') {
    // A finger on free time scrolls; a tap there picks one cell.
    return props.onPick === undefined || event.pointerType === 'touch'
      ? null
      : { kind: 'draw', column: spot.column, anchor: spot.minute };
  }
  if (hit.kind !== 'item' && hit.kind !== 'edge') {
    return null;
  }
  const index = model.indexOf.get(hit.item.columnId);
  const column = index === undefined ? undefined : props.columns[index];
  if (index === undefined || column === undefined) {
    return null;
  }
  const block = { itemId: hit.item.id, column: index, extent: extentOf(column, hit.item) };
  if (hit.kind === 'edge') {
    return props.onResize === undefined ? null : { kind: 'resize', ...block, edge: hit.edge };
  }
  return hit.item.movable && props.onMove !== undefined
    ? { kind: 'move', ...block, grip: spot.minute - block.extent.from }
    : null;
}

interface Surface {
  scroller: HTMLElement;
  body: HTMLElement;
  show: (preview: Preview | null) => void;
  drop: (preview: Preview) => void;
}

export function press(context: GridContext, event: PointerEvent, surface: Surface): void {
  const gesture = event.button === 0 ? gestureOf(context, surface.body, event) : null;
  if (gesture === null) {
    return;
  }
  startDrag(
    {
      pointerId: event.pointerId,
      touch: event.pointerType === 'touch' && gesture.kind !== 'resize',
      x: event.clientX,
      y: event.clientY,
    },
    gesture,
    { ...surface, geometry: () => geometryOf(context), step: context.step },
  );
}

/** The free cell under a click. */
export function cellUnder(context: GridContext, body: HTMLElement, event: MouseEvent): Preview {
  const { column, minute } = spotOf(context, body, event);
  const from = Math.floor(minute / context.cell) * context.cell;
  return { kind: 'draw', itemId: null, column, from, to: from + context.cell };
}
