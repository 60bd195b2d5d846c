from asyncio import to_thread
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from praxis.identity.audit_log import service
from praxis.identity.audit_log.errors import TooManyEvents
from praxis.identity.audit_log.repository import EventFilter
from praxis.identity.audit_log.schemas import AuditEventRead
from praxis.identity.audit_log.tables import audit_table
from praxis.identity.auth import AdminOnly, SteppedUpAdmin
from praxis.identity.errors import NotSignedIn, RoleForbidden, SessionEnded, StepUpRequired
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.languages import LanguageDep
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Instant, PublicId, Text
from praxis.kit.spreadsheets import csv_response

router = APIRouter(tags=["audit"], route_class=StrictRoute)

CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A table; its head is in the language of Accept-Language",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
Word = Annotated[Text | None, Query(max_length=200)]
MOST_ACTIONS = 50


async def _wanted(
    actor_id: PublicId | None = None,
    actor_role: Annotated[
        Word, Query(description="as it was then: a role, `system` or `anonymous`")
    ] = None,
    entity: Word = None,
    entity_id: PublicId | None = None,
    action: Annotated[
        list[Annotated[Text, Field(max_length=200)]] | None,
        Query(max_length=MOST_ACTIONS, description="give it several times for any of them"),
    ] = None,
    at_from: Annotated[Instant | None, Query(alias="from")] = None,
    at_before: Annotated[Instant | None, Query(alias="to", description="events before")] = None,
    patient_id: PublicId | None = None,
    request_id: Word = None,
) -> EventFilter:
    return EventFilter(
        actor_uid=actor_id,
        actor_role=actor_role,
        entity=entity,
        entity_uid=entity_id,
        actions=tuple(action) if action else None,
        at_from=at_from,
        at_before=at_before,
        patient_uid=patient_id,
        request_id=request_id,
    )


Wanted = Annotated[EventFilter, Depends(_wanted)]


@router.get(
    "/audit-events",
    operation_id="list_audit_events",
    summary="Who did what, and who read whose data, newest first",
    responses=problems(NotSignedIn, SessionEnded, RoleForbidden, BadCursor),
)
async def list_audit_events(
    actor: AdminOnly, database: DatabaseDep, page: PageQuery, wanted: Wanted
) -> Page[AuditEventRead]:
    return await database.transact(
        partial(service.list_events, actor=actor, wanted=wanted, page=page)
    )


@router.get(
    "/audit-events.csv",
    operation_id="export_audit_events",
    summary="The same as a table, whole",
    response_class=Response,
    responses={
        **CSV,
        **problems(NotSignedIn, SessionEnded, RoleForbidden, StepUpRequired, TooManyEvents),
    },
)
async def export_audit_events(
    actor: SteppedUpAdmin,
    database: DatabaseDep,
    clock: ClockDep,
    language: LanguageDep,
    wanted: Wanted,
) -> Response:
    events = await database.transact(partial(service.export_events, actor=actor, wanted=wanted))
    name = f"audit-{clock.now():%Y-%m-%d}.csv"
    # Of tens of thousands of rows this takes a while, which others need not wait for.
    return await to_thread(
        lambda: csv_response(name, *audit_table(events, language), language=language)
    )
