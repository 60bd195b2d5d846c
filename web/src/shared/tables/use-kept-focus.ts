import { useEffect, useRef, type RefObject } from 'react';

/** When the row that had the focus leaves the list, the list itself takes it, and `onLost` is told. */
export function useKeptFocus<E extends HTMLElement>(
  rows: unknown,
  onLost?: () => void,
): RefObject<E | null> {
  const list = useRef<E>(null);
  const focused = useRef<Node>(null);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      const target = event.target as Node;
      focused.current = list.current?.contains(target) === true ? target : null;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useEffect(() => {
    const isGone = focused.current?.isConnected === false;
    if (isGone && document.activeElement === document.body) {
      list.current?.focus({ preventScroll: true });
      onLost?.();
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what to do then may change at will
  }, [rows]);
  return list;
}
