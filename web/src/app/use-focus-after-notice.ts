import { useEffect, useRef } from 'react';

/** A notice fades before it goes, and what its button has set going may bring a better place. */
const GONE_AFTER_MS = 1_000;

export const NOTICES = 'data-notices';

function isLost(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body;
}

/** Where one was before, if that is still there. */
function goBack(before: Element | null): void {
  if (before instanceof HTMLElement && before.isConnected) {
    before.focus({ preventScroll: true });
  }
}

/** A notice that goes with the focus in it, as after "Undo", gives the focus back. */
export function useFocusAfterNotice(notices: readonly unknown[]): void {
  const before = useRef<Element | null>(null);
  const inside = useRef(false);
  useEffect(() => {
    before.current = document.activeElement;
    const note = ({ target }: FocusEvent) => {
      if (target instanceof Element) {
        inside.current = target.closest(`[${NOTICES}]`) !== null;
        before.current = inside.current ? before.current : target;
      }
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useEffect(() => {
    const until = performance.now() + GONE_AFTER_MS;
    let frame = 0;
    const look = () => {
      const over = performance.now() > until;
      if (inside.current && isLost()) {
        goBack(before.current);
        if (over && isLost()) {
          document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
        }
      }
      if (!over) {
        frame = requestAnimationFrame(look);
      }
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [notices]);
}
