import { startTransition, useState } from 'react';

/**
 * For a menu whose code most visits never need: it comes when its button is about to be pressed.
 *
 * Until `wanted`, show a plain button with the properties of `button`; then the lazy menu.
 */
export function useOnDemand(load: () => Promise<unknown>) {
  const [wanted, setWanted] = useState(false);
  const prepare = () => {
    // A fault shows when the menu is opened.
    load().catch(() => undefined);
  };
  return {
    wanted,
    button: {
      'aria-haspopup': 'menu',
      'aria-expanded': false,
      // In a transition the button stays, with the focus, until the menu is there.
      onClick: () => startTransition(() => setWanted(true)),
      onFocus: prepare,
      onPointerEnter: prepare,
    },
  } as const;
}
