/** Moving a block by keyboard: the arrow keys carry it, Enter drops it, Escape lets it be. Pure. */

import { moved, snap, type Geometry, type Preview } from './geometry';
import type { Key } from './roving';

interface Field extends Pick<Geometry, 'columns' | 'range' | 'rightToLeft'> {
  step: number;
}

const HOUR = 60;

/** Where it is then, what becomes of it, or `other`: a key that has nothing to do with it. */
export function carry(
  preview: Preview,
  { key, shiftKey }: Key,
  { columns, range, rightToLeft, step }: Field,
): Preview | 'drop' | 'cancel' | 'other' {
  const by = (column: number, minutes: number) => {
    const index = Math.min(Math.max(preview.column + column, 0), columns - 1);
    const block = { itemId: preview.itemId ?? '', extent: preview };
    const from = minutes === 0 ? preview.from : snap(preview.from + minutes, step);
    return moved(block, index, from, range);
  };
  const pace = shiftKey === true ? HOUR : step;
  const forward = rightToLeft ? -1 : 1;
  switch (key) {
    case 'ArrowDown':
      return by(0, pace);
    case 'ArrowUp':
      return by(0, -pace);
    case 'PageDown':
      return by(0, HOUR);
    case 'PageUp':
      return by(0, -HOUR);
    case 'ArrowRight':
      return by(forward, 0);
    case 'ArrowLeft':
      return by(-forward, 0);
    case 'Enter':
    case ' ':
      return 'drop';
    case 'Escape':
      return 'cancel';
    default:
      return 'other';
  }
}
