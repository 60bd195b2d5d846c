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
  /** Any of these. */
  action?: Action[];
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

/** One or several, as a link or this page wrote them; nothing known is no filter. */
function actionsParam(raw: unknown): Action[] | undefined {
  const given: unknown[] = Array.isArray(raw) ? raw : [raw];
  const known = ACTIONS.filter((action) => given.includes(action));
  return known.length === 0 ? undefined : known;
}

export function auditSearch(raw: RawSearch): AuditSearch {
  return {
    actor: textParam(raw.actor),
    role: choiceParam(raw.role, ROLES),
    patient: textParam(raw.patient),
    entity: choiceParam(raw.entity, ENTITIES),
    about: textParam(raw.about),
    action: actionsParam(raw.action),
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
  const { actor, role, patient, entity, about, action, from, to, request } = search;
  return {
    actor_id: actor,
    actor_role: role,
    patient_id: patient,
    entity,
    entity_id: about,
    action,
    request_id: request,
    from: from === undefined ? undefined : startOfDay(from, zone),
    to: to === undefined ? undefined : startOfDay(addDays(to, 1), zone),
  };
}
