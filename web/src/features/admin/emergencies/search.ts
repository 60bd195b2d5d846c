import { choiceParam, type RawSearch } from '@/shared/tables/search';

export const SHOWN = ['open', 'all'] as const;
export type Shown = (typeof SHOWN)[number];

export interface EmergenciesSearch {
  shown?: Shown;
}

export function emergenciesSearch(raw: RawSearch): EmergenciesSearch {
  return { shown: choiceParam(raw.shown, SHOWN) };
}
