import type { ListAuditEventsData } from '@/client';
import { choiceParam, dayParam, textParam, type RawSearch } from '@/shared/tables/search';
import { addDays, startOfDay } from '@/shared/time/zones';

import { ACTIONS, ENTITIES, ROLES, type Action, type Entity, type RoleThen } from './words';

export interface AuditSearch {
  actor?: string;
  role?: RoleThen;
  patient?: string;
  entity?: Entity;
  about?: string;
  /** Any of these, with commas between them. */
  action?: string;
  from?: string;
  to?: string;
  request?: string;
}

export const NO_FILTER: AuditSearch = {
  actor: undefined,
  role: undefined,
  patient: undefined,
  entity: undefined,
  about: undefined,
  action: undefined,
  from: undefined,
  to: undefined,
  request: undefined,
};

export function actionsOf({ action }: AuditSearch): Action[] {
  const given = action?.split(',') ?? [];
  return ACTIONS.filter((each) => given.includes(each));
}

/** As the address holds them; none that is known is no filter. */
export function actionsText(chosen: readonly string[]): string | undefined {
  return ACTIONS.filter((each) => chosen.includes(each)).join(',') || undefined;
}

export function auditSearch(raw: RawSearch): AuditSearch {
  return {
    actor: textParam(raw.actor),
    role: choiceParam(raw.role, ROLES),
    patient: textParam(raw.patient),
    entity: choiceParam(raw.entity, ENTITIES),
    about: textParam(raw.about),
    action: actionsText(textParam(raw.action)?.split(',') ?? []),
    from: dayParam(raw.from),
    to: dayParam(raw.to),
    request: textParam(raw.request),
  };
}

/** What the server is asked for: days are those of the practice, the last one whole. */
export function auditQuery(
  search: AuditSearch,
  zone: string,
): NonNullable<ListAuditEventsData['query']> {
  const { actor, role, patient, entity, about, from, to, request } = search;
  const actions = actionsOf(search);
  return {
    actor_id: actor,
    actor_role: role,
    patient_id: patient,
    entity,
    entity_id: about,
    action: actions.length === 0 ? undefined : actions,
    request_id: request,
    from: from === undefined ? undefined : startOfDay(from, zone),
    to: to === undefined ? undefined : startOfDay(addDays(to, 1), zone),
  };
}
