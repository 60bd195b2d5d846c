/** What the groups of a report are compared by, as it stands in the address. Pure. */

import { choiceParam, textParam, type RawSearch } from '@/shared/tables/search';

import { GROUPINGS, type Grouping } from './measures';

export interface CompareSearch {
  by?: Grouping;
  /** As `keyOf` writes it. */
  measure?: string;
}

export function readCompareSearch(raw: RawSearch): CompareSearch {
  return { by: choiceParam(raw.by, GROUPINGS), measure: textParam(raw.measure) };
}
