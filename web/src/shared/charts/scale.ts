/** The axis of a chart: round steps from nought to at least the greatest value. Pure. */

const STEPS = [1, 2, 2.5, 5, 10];
const PARTS = 4;

export interface Axis {
  max: number;
  ticks: number[];
}

/** `whole`: for counts, which have no halves. */
export function axisTo(greatest: number, { whole = true } = {}): Axis {
  const least = greatest / PARTS;
  const power = 10 ** Math.floor(Math.log10(greatest > 0 ? least : 1));
  const step = STEPS.map((each) => each * power).find(
    (each) => each >= least && (!whole || Number.isInteger(each)),
  );
  // Below one, all steps of a count are too small.
  const wide = step ?? 1;
  const count = Math.max(1, Math.ceil(greatest / wide));
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * wide);
  return { max: count * wide, ticks };
}

/** How much of the axis a value takes, in percent. */
export function share(value: number, max: number): number {
  return max <= 0 ? 0 : Math.min(100, Math.max(0, (value / max) * 100));
}

/** Of so many labels each how-manieth is written, so that at most `most` stand there. */
export function every(count: number, most: number): number {
  return Math.max(1, Math.ceil(count / most));
}

/** From 1 to `levels` by how much of the greatest a value is; 0 for none. */
export function levelOf(value: number, greatest: number, levels: number): number {
  return value <= 0 ? 0 : Math.min(levels, Math.max(1, Math.ceil((value / greatest) * levels)));
}
