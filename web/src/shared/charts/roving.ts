/** One tab stop for all the marks of a chart; the arrow keys go from one to the next. Pure. */

export interface Stop {
  row: number;
  column: number;
}

const STEPS: Partial<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * The mark that a key leads to, `null` where it leads nowhere.
 *
 * Marks that lead to no rows are passed over; Left and Right follow the direction of reading.
 */
export function stopAfter(
  stops: readonly Stop[],
  { row, column }: Stop,
  key: string,
  rightToLeft = false,
): Stop | null {
  if (key === 'Home' || key === 'End') {
    return stops.at(key === 'Home' ? 0 : -1) ?? null;
  }
  const step = STEPS[key];
  if (step === undefined) {
    return null;
  }
  const [rows, columns] = [step[0], rightToLeft ? -step[1] : step[1]];
  const ahead = stops.filter((stop) =>
    rows === 0
      ? stop.row === row && (stop.column - column) * columns > 0
      : stop.column === column && (stop.row - row) * rows > 0,
  );
  return (columns < 0 || rows < 0 ? ahead.at(-1) : ahead[0]) ?? null;
}
