import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/**
 * For a menu whose code came only when its button was pressed: the button of the menu takes over
 * the focus of the one that it replaces, then the menu opens.
 */
export function useOpenedMenu() {
  const target = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  useLayoutEffect(() => target.current?.focus(), []);
  useEffect(() => {
    const opening = requestAnimationFrame(() => setOpened(true));
    return () => cancelAnimationFrame(opening);
  }, []);
  return { target, opened, onChange: setOpened };
}
