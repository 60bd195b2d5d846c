/** Bringing a block into sight, beside the axis and under the header that stay where they are. */

export interface Area {
  left: number;
  width: number;
  top: number;
  height: number;
}

export interface Frame {
  scroller: HTMLElement;
  axisWidth: number;
  headerHeight: number;
  rightToLeft: boolean;
}

const MARGIN = 8;

function shift(position: number, size: number, start: number, room: number): number {
  if (position < start || size > room) {
    return position - start;
  }
  return Math.max(position + size - (start + room), 0);
}

/** `left` counts from the side where lines begin. */
export function reveal(
  { scroller, axisWidth, headerHeight, rightToLeft }: Frame,
  area: Area,
): void {
  const sign = rightToLeft ? -1 : 1;
  const across = shift(
    area.left,
    area.width,
    sign * scroller.scrollLeft,
    scroller.clientWidth - axisWidth,
  );
  const down = shift(
    area.top - MARGIN,
    area.height + 2 * MARGIN,
    scroller.scrollTop,
    scroller.clientHeight - headerHeight,
  );
  if (across !== 0 || down !== 0) {
    scroller.scrollBy({ left: sign * across, top: down, behavior: 'instant' });
  }
}
