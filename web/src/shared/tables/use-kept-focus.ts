import { useEffect, useRef, type RefObject } from 'react';

/** When the row that had the focus leaves the list, the list itself takes it. */
export function useKeptFocus<E extends HTMLElement>(rows: unknown): RefObject<E | null> {
  const list = useRef<E>(null);
  const inside = useRef(false);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      inside.current = list.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) {
      list.current?.focus({ preventScroll: true });
    }
  }, [rows]);
  return list;
}
