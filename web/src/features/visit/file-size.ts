import { localeOf } from '@/shared/time/format';

const KILOBYTE = 1_000;
const MEGABYTE = 1_000_000;

/** How large a file is, as people compare files: never more digits than they need. */
export function formatFileSize(bytes: number, language: string): string {
  const [value, unit] =
    bytes < MEGABYTE ? [Math.max(1, bytes / KILOBYTE), 'kilobyte'] : [bytes / MEGABYTE, 'megabyte'];
  return new Intl.NumberFormat(localeOf(language), {
    style: 'unit',
    unit,
    maximumFractionDigits: unit === 'megabyte' ? 1 : 0,
  }).format(value);
}
