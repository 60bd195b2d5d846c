import { choiceParam, dayParam, textParam, type RawSearch } from '@/shared/tables/search';

import { ACTIONS, ENTITIES, type Action, type Entity } from './words';

export interface AuditSearch {
  actor?: string;
  patient?: string;
  entity?: Entity;
  about?: string;
  action?: Action;
  from?: string;
  to?: string;
  request?: string;
}

export function auditSearch(raw: RawSearch): AuditSearch {
  return {
    actor: textParam(raw.actor),
    patient: textParam(raw.patient),
    entity: choiceParam(raw.entity, ENTITIES),
    about: textParam(raw.about),
    action: choiceParam(raw.action, ACTIONS),
    from: dayParam(raw.from),
    to: dayParam(raw.to),
    request: textParam(raw.request),
  };
}
