import { useLayoutEffect, useRef, type FocusEvent, type RefObject } from 'react';

/**
 * Keeps the focus on the active place of the grid: after keys, and when the focused block was
 * drawn anew in another column or is gone.
 */
export function useFocus(
  grid: RefObject<HTMLDivElement | null>,
  selector: string | null,
  reveal: () => void,
) {
  const wanted = useRef(false);
  const held = useRef(false);

  useLayoutEffect(() => {
    const lost = held.current && document.activeElement === document.body;
    if ((wanted.current || lost) && selector !== null) {
      const target = grid.current?.querySelector<HTMLElement>(selector);
      if (target !== null && target !== undefined) {
        wanted.current = false;
        target.focus({ preventScroll: true });
        reveal();
      }
    }
  });

  return {
    want: () => {
      wanted.current = true;
    },
    onFocus: () => {
      held.current = true;
    },
    onBlur: ({ target, relatedTarget, currentTarget }: FocusEvent) => {
      const inside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
      if (inside) {
        return;
      }
      // An element that React just took away did not give the focus to anybody.
      queueMicrotask(() => {
        held.current = relatedTarget === null && !target.isConnected;
      });
    },
  };
}
