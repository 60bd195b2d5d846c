/** How old somebody is, in the words that medicine uses: small children in months. Pure. */

import { localeOf } from '@/shared/time/format';
import type { Day } from '@/shared/time/zones';

const IN_MONTHS_UNDER = 24;

export function formatAge(born: Day, on: Day, language: string): string {
  const { years, months } = Temporal.PlainDate.from(born).until(Temporal.PlainDate.from(on), {
    largestUnit: 'year',
  });
  const inMonths = years * 12 + months;
  const [value, unit] = inMonths < IN_MONTHS_UNDER ? [inMonths, 'month'] : [years, 'year'];
  return new Intl.NumberFormat(localeOf(language), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(value);
}
