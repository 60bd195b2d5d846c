from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from praxis.identity.audit_log import service
from praxis.identity.audit_log.repository import EventFilter
from praxis.identity.audit_log.schemas import AuditEventRead
from praxis.identity.auth import AdminOnly
from praxis.identity.errors import NotSignedIn, RoleForbidden, SessionEnded
from praxis.kit.context import DatabaseDep
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Instant, PublicId, Text

router = APIRouter(tags=["audit"], route_class=StrictRoute)

Word = Annotated[Text | None, Query(max_length=200)]


@router.get(
    "/audit-events",
    operation_id="list_audit_events",
    summary="Who did what, and who read whose data, newest first",
    responses=problems(NotSignedIn, SessionEnded, RoleForbidden, BadCursor),
)
async def list_audit_events(
    actor: AdminOnly,
    database: DatabaseDep,
    page: PageQuery,
    actor_id: PublicId | None = None,
    entity: Word = None,
    entity_id: PublicId | None = None,
    action: Word = None,
    at_from: Annotated[Instant | None, Query(alias="from")] = None,
    at_before: Annotated[Instant | None, Query(alias="to", description="events before")] = None,
    patient_id: PublicId | None = None,
    request_id: Word = None,
) -> Page[AuditEventRead]:
    wanted = EventFilter(
        actor_uid=actor_id,
        entity=entity,
        entity_uid=entity_id,
        action=action,
        at_from=at_from,
        at_before=at_before,
        patient_uid=patient_id,
        request_id=request_id,
    )
    return await database.transact(
        partial(service.list_events, actor=actor, wanted=wanted, page=page)
    )
