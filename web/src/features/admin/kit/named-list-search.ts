import { flagParam, textParam, type RawSearch } from '@/shared/tables/search';

export interface NamedListSearch {
  q?: string;
  inactive?: true;
  edit?: string;
}

/** Of a list that is searched by name and may show what was deactivated. */
export function namedListSearch(raw: RawSearch): NamedListSearch {
  return { q: textParam(raw.q), inactive: flagParam(raw.inactive), edit: textParam(raw.edit) };
}
