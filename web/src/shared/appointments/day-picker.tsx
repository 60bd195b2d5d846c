import 'dayjs/locale/bn';

import { DatePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';
import type { Day } from '@/shared/time/zones';

/** A month to pick a day from; a module of its own, as few open it. */
export default function DayPicker({ day, onPick }: { day: Day; onPick: (day: Day) => void }) {
  const { t } = useTranslation('appointments');
  const format = useFormat();
  return (
    <DatePicker
      hideOutsideDates
      renderDay={(date) => format.number(Number(date.slice(8)))}
      value={day}
      defaultDate={day}
      ariaLabels={{
        nextMonth: t('day.next_month'),
        previousMonth: t('day.previous_month'),
        nextYear: t('day.next_year'),
        previousYear: t('day.previous_year'),
      }}
      onChange={(picked) => {
        if (picked !== null) {
          onPick(picked);
        }
      }}
    />
  );
}
