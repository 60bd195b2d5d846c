/**
 * One drag by mouse, pen or finger, from the press to the release.
 *
 * A mouse drags once it has moved a little, a finger after a long press, so that a swipe still
 * scrolls. Near an edge the grid scrolls along; Escape ends it without effect.
 */

import {
  edgeSpeed,
  previewAt,
  spotAt,
  type Geometry,
  type Gesture,
  type Preview,
} from './geometry';

const THRESHOLD_PX = 5;
const LONG_PRESS_MS = 400;
const TOUCH_SLOP_PX = 10;

export interface DragHost {
  scroller: HTMLElement;
  /** The box of all columns. */
  body: HTMLElement;
  geometry: () => Geometry;
  step: number;
  show: (preview: Preview | null) => void;
  drop: (preview: Preview) => void;
}

interface Press {
  pointerId: number;
  touch: boolean;
  x: number;
  y: number;
}

export function startDrag(press: Press, gesture: Gesture, host: DragHost): void {
  const stop = new AbortController();
  const { signal } = stop;
  const last = { x: press.x, y: press.y };
  let dragging = false;
  let preview: Preview | null = null;
  let frame = 0;

  const update = () => {
    const geometry = host.geometry();
    const spot = spotAt(geometry, host.body.getBoundingClientRect(), last.x, last.y);
    const next = previewAt(gesture, spot, host.step, geometry.range);
    if (preview?.column !== next.column || preview.from !== next.from || preview.to !== next.to) {
      preview = next;
      host.show(next);
    }
  };

  const scrollAlong = () => {
    const box = host.scroller.getBoundingClientRect();
    const { headerHeight } = host.geometry();
    const across = gesture.kind === 'move' ? edgeSpeed(last.x, box.left, box.right) : 0;
    const down = edgeSpeed(last.y, box.top + headerHeight, box.bottom);
    if (across !== 0 || down !== 0) {
      host.scroller.scrollBy(across, down);
      update();
    }
    frame = requestAnimationFrame(scrollAlong);
  };

  const begin = () => {
    dragging = true;
    host.scroller.dataset.dragging = 'true';
    if (press.touch && 'vibrate' in navigator) {
      navigator.vibrate(15);
    }
    update();
    frame = requestAnimationFrame(scrollAlong);
  };

  const end = () => {
    stop.abort();
    clearTimeout(held);
    cancelAnimationFrame(frame);
    delete host.scroller.dataset.dragging;
    if (dragging) {
      host.show(null);
      swallowClick();
    }
  };

  const held = press.touch ? setTimeout(begin, LONG_PRESS_MS) : undefined;
  const own = (event: PointerEvent) => event.pointerId === press.pointerId;

  addEventListener(
    'pointermove',
    (event) => {
      if (!own(event)) {
        return;
      }
      last.x = event.clientX;
      last.y = event.clientY;
      const far = Math.hypot(last.x - press.x, last.y - press.y);
      if (dragging) {
        update();
      } else if (press.touch && far > TOUCH_SLOP_PX) {
        end();
      } else if (!press.touch && far > THRESHOLD_PX) {
        begin();
      }
    },
    { signal },
  );
  addEventListener(
    'pointerup',
    (event) => {
      if (own(event)) {
        const done = dragging ? preview : null;
        end();
        if (done !== null) {
          host.drop(done);
        }
      }
    },
    { signal },
  );
  addEventListener('pointercancel', (event) => own(event) && end(), { signal });
  addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && dragging) {
        event.preventDefault();
        event.stopPropagation();
        end();
        addEventListener('pointerup', swallowClick, { once: true, capture: true });
      }
    },
    { signal, capture: true },
  );
  // A finger that drags must neither scroll the page nor open the browser's menu.
  addEventListener('touchmove', (event) => dragging && event.preventDefault(), {
    signal,
    passive: false,
  });
  addEventListener('contextmenu', (event) => press.touch && event.preventDefault(), { signal });
}

/** The click that follows a release is not meant for what lies under it. */
function swallowClick(): void {
  const stop = new AbortController();
  addEventListener(
    'click',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true, signal: stop.signal },
  );
  setTimeout(() => stop.abort());
}
