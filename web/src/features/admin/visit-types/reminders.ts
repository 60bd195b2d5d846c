/** How long before a visit its patient is reminded. Pure. */

export const MOST_REMINDERS = 5;

const HOUR = 60;
const DAY = 24 * HOUR;

const USUAL: readonly number[] = [7 * DAY, 3 * DAY, 2 * DAY, DAY, 4 * HOUR, 2 * HOUR, HOUR];

/** The usual ones and those that are set, the earliest first. */
export function reminderChoices(chosen: readonly number[]): number[] {
  return [...new Set([...USUAL, ...chosen])].toSorted((one, other) => other - one);
}

/** As the API keeps them. */
export function inOrder(chosen: readonly string[]): number[] {
  return chosen.map(Number).toSorted((one, other) => other - one);
}
