const FRAMES = 60;

/** Puts the focus on what is about to appear, unless somebody has moved it by then. */
export function focusSoon(id: string): void {
  let frames = 0;
  const look = () => {
    const active = document.activeElement;
    const isLost = active === null || active === document.body || !active.isConnected;
    const target = document.getElementById(id);
    if (target !== null && isLost) {
      target.focus();
      return;
    }
    frames += 1;
    if (frames < FRAMES) {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}
