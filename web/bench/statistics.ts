export function median(values: readonly number[]): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value that a share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** For each name the median of that figure over all runs. */
export function medians<Names extends string>(
  runs: readonly Record<Names, number>[],
): Record<Names, number> {
  const names = Object.keys(runs[0] ?? {}) as Names[];
  const pairs = names.map((name) => [name, median(runs.map((run) => run[name]))] as const);
  return Object.fromEntries(pairs) as Record<Names, number>;
}
