import { useTranslation } from 'react-i18next';

import type { GroupRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

import { amountOf, valueOf, type Measure } from './measures';
import { useReportFormat } from './use-report-format';

/** For what is not known, or does not apply. */
const NONE = '–';

/** The name of a figure, and its value of one group in words. */
export function useMeasureWords() {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const { percent, tenths, money } = useReportFormat();
  return {
    nameOf: (measure: Measure): string =>
      'currency' in measure
        ? t(`measure.${measure.kind}`, { currency: measure.currency })
        : t(`measure.${measure.kind}`),
    textOf: (group: GroupRead, measure: Measure): string => {
      if ('currency' in measure) {
        const amount = amountOf(group, measure);
        return amount === null ? NONE : money(amount, measure.currency);
      }
      const value = valueOf(group, measure);
      if (value === null) {
        return NONE;
      }
      if (measure.kind === 'utilisation') {
        return percent(value);
      }
      return measure.kind === 'access_days' ? tenths(value) : format.number(value);
    },
  };
}
