import type { DoctorStatus } from '@/client';
import { choiceParam, textParam, type RawSearch } from '@/shared/tables/search';

export const STATUSES = [
  'approved',
  'pending',
  'inactive',
] as const satisfies readonly DoctorStatus[];
export const PARTS = ['profile', 'visit_types'] as const;
export type Part = (typeof PARTS)[number];

export interface DoctorsSearch {
  q?: string;
  specialty?: string;
  status?: DoctorStatus;
  edit?: string;
  part?: Part;
}

export function doctorsSearch(raw: RawSearch): DoctorsSearch {
  return {
    q: textParam(raw.q),
    specialty: textParam(raw.specialty),
    status: choiceParam(raw.status, STATUSES),
    edit: textParam(raw.edit),
    part: choiceParam(raw.part, PARTS),
  };
}
