import type { Role } from '@/client';
import { choiceParam, textParam, type RawSearch } from '@/shared/tables/search';

export const ROLES = ['admin', 'staff', 'doctor', 'patient'] as const satisfies readonly Role[];
export const STANDINGS = ['active', 'inactive'] as const;

export interface UsersSearch {
  role?: Role;
  standing?: (typeof STANDINGS)[number];
  edit?: string;
}

export function usersSearch(raw: RawSearch): UsersSearch {
  return {
    role: choiceParam(raw.role, ROLES),
    standing: choiceParam(raw.standing, STANDINGS),
    edit: textParam(raw.edit),
  };
}
