const RELOADED = 'praxis-reloaded-at';
const ONCE_IN_MS = 30_000;

/**
 * A page that was open while the server was upgraded asks for parts that are gone: loading it
 * anew brings the new ones. Once, so that a part that is really missing does not loop.
 */
export function reloadForNewerBuild(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
    // Without a connection there is nothing newer to load, and the page would be gone.
    if (navigator.onLine && Date.now() - last > ONCE_IN_MS) {
      event.preventDefault();
      sessionStorage.setItem(RELOADED, String(Date.now()));
      location.reload();
    }
  });
}
