/** Where the focus goes when a visit moves on a page, or leaves it. */

const FRAMES = 30;

export function visitElementId(appointmentId: string): string {
  return `visit-${appointmentId}`;
}

function isLost(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || !active.isConnected;
}

/**
 * Watches for half a second whether the focus gets lost, and then puts it on the visit, wherever
 * that stands now; if it is gone, on `fallback` or the heading of the page.
 */
export function keepFocusOn(appointmentId: string, fallback?: () => HTMLElement | null): void {
  let frames = 0;
  const look = () => {
    if (isLost()) {
      const row = document.getElementById(visitElementId(appointmentId));
      const target =
        row?.querySelector<HTMLElement>('button:not([disabled])') ??
        row?.querySelector<HTMLElement>('a[href]') ??
        fallback?.() ??
        document.querySelector<HTMLElement>('h1');
      target?.focus({ preventScroll: row === null });
    }
    frames += 1;
    if (frames < FRAMES) {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}
