import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { decideLocationHoliday, withdrawLocationHoliday } from '@/client';
import { useRefresh } from '@/shared/tables/use-refresh';
import { useFormat } from '@/shared/time/use-format';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import type { SpecialDay } from './days';

interface HolidayDecisions {
  /** The day that is being changed. */
  busy: string | null;
  openAnyway: (day: SpecialDay) => void;
  /** Let the public calendar decide again. */
  withdraw: (day: SpecialDay) => void;
}

/** What the practice decides about single days; each decision has its way back. */
export function useHolidayDecisions(location: string): HolidayDecisions {
  const { t } = useTranslation(['admin', 'common']);
  const textOf = useProblemText();
  const format = useFormat();
  const refresh = useRefresh();
  const [busy, setBusy] = useState<string | null>(null);

  const run = async (on: string, step: () => Promise<unknown>, said: string, back?: () => void) => {
    setBusy(on);
    try {
      await step();
      await refresh('listLocationHolidays');
      notifyDone(said, back && { label: t('common:action.undo'), run: back });
    } catch (error) {
      await refresh('listLocationHolidays');
      notifyProblem(textOf(error));
    } finally {
      setBusy(null);
    }
  };
  const decide = (day: SpecialDay, open: boolean, back: (() => void) | undefined) => {
    const path = { location_id: location, on: day.on };
    const words = { day: format.day(day.on, 'long') };
    return run(
      day.on,
      () => decideLocationHoliday({ path, body: { name: day.name, open } }),
      open ? t('holidays.is_open', words) : t('holidays.is_closed', words),
      back,
    );
  };
  const withdraw = (day: SpecialDay, back: (() => void) | undefined) => {
    const path = { location_id: location, on: day.on };
    const words = { day: format.day(day.on, 'long') };
    return run(
      day.on,
      () => withdrawLocationHoliday({ path }),
      t('holidays.is_withdrawn', words),
      back,
    );
  };
  return {
    busy,
    openAnyway: (day) =>
      void decide(day, true, () => void withdraw({ ...day, state: 'open' }, undefined)),
    withdraw: (day) => void withdraw(day, () => void decide(day, day.state === 'open', undefined)),
  };
}
