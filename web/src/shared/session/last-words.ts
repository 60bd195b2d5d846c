/** What must reach the server while the one who wrote it is still signed in. */

const LONGEST_MS = 3_000;

type Save = () => Promise<unknown>;

const saves = new Set<Save>();

/** Calls `save` before a sign-out; the answer takes that back. */
export function saveBeforeSignOut(save: Save): () => void {
  saves.add(save);
  return () => saves.delete(save);
}

/** Until all is saved or has failed; nobody is kept longer than three seconds. */
export async function saveLastWords(): Promise<void> {
  const limit = new Promise((resolve) => {
    setTimeout(resolve, LONGEST_MS);
  });
  await Promise.race([Promise.allSettled([...saves].map((save) => save())), limit]);
}
