import { useEffect, useRef, type RefObject } from 'react';

/** For a field that appears because somebody asked for it: what they type next belongs there. */
export function useFocusOnMount(): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return field;
}
