import { useState } from 'react';

import type { RuleRead } from '@/client';
import type { Day } from '@/shared/time/zones';

import type { CalendarPlaces } from '../use-calendar';
import { draftOf, type DraftRule, type Terms } from './hours';

/** The hours as they would be, and what can be done to them before they are saved. */
export function useHoursDraft(rules: readonly RuleRead[], today: Day, places: CalendarPlaces) {
  const [draft, setDraft] = useState<DraftRule[]>(() => draftOf(rules, today));
  const [chosen, setChosen] = useState<string | null>(null);
  const usualPlace = () => {
    const [first] = places.places.keys();
    return draft.at(-1)?.location_id ?? first ?? '';
  };
  return {
    rules: draft,
    chosen,
    choose: setChosen,
    change: (key: string, terms: Partial<Terms>) =>
      setDraft((all) => all.map((rule) => (rule.key === key ? { ...rule, ...terms } : rule))),
    remove: (key: string) => setDraft((all) => all.filter((rule) => rule.key !== key)),
    /** New hours like the last ones; answers with their key. */
    add: (terms: Pick<Terms, 'weekday' | 'start_time' | 'end_time'>): string => {
      const key = `new-${crypto.randomUUID()}`;
      const rule: DraftRule = {
        location_id: usualPlace(),
        valid_from: null,
        valid_until: null,
        every_n_weeks: 1,
        visit_type_ids: [],
        ...terms,
        key,
        origin: null,
      };
      setDraft((all) => [...all, rule]);
      setChosen(key);
      return key;
    },
  };
}

export type HoursDraft = ReturnType<typeof useHoursDraft>;
