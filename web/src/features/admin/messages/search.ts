import { choiceParam, textParam, type RawSearch } from '@/shared/tables/search';

export const TABS = ['delivery', 'folder'] as const;
export type Tab = (typeof TABS)[number];

export interface MessagesSearch {
  tab?: Tab;
  /** The mail that is open beside the folder. */
  edit?: string;
}

export function messagesSearch(raw: RawSearch): MessagesSearch {
  return { tab: choiceParam(raw.tab, TABS), edit: textParam(raw.edit) };
}
