import type { BookableKind } from '@/client';
import { choiceParam, flagParam, textParam, type RawSearch } from '@/shared/tables/search';

export const KINDS = ['room', 'device'] as const satisfies readonly BookableKind[];

export interface RoomsSearch {
  location?: string;
  kind?: BookableKind;
  inactive?: true;
  edit?: string;
}

export function roomsSearch(raw: RawSearch): RoomsSearch {
  return {
    location: textParam(raw.location),
    kind: choiceParam(raw.kind, KINDS),
    inactive: flagParam(raw.inactive),
    edit: textParam(raw.edit),
  };
}
