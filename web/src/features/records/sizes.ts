import { localeOf } from '@/shared/time/format';

const STEP = 1000;
const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** The size of a file as people say it: at most one decimal. */
export function sizeOf(bytes: number, language: string): string {
  const power = bytes < STEP ? 0 : bytes < STEP * STEP ? 1 : 2;
  return new Intl.NumberFormat(localeOf(language), {
    style: 'unit',
    unit: UNITS[power],
    maximumFractionDigits: power === 2 ? 1 : 0,
  }).format(bytes / STEP ** power);
}
