from functools import partial
from typing import Any

from fastapi import APIRouter, Response

from praxis.calendars import service
from praxis.identity.auth import SignedIn
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import NotFound
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId

router = APIRouter(tags=["calendars"], route_class=StrictRoute)

MEDIA_TYPE = "text/calendar"
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "An event, as RFC 5545 writes it",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/appointments/{appointment_id}/calendar.ics",
    operation_id="get_appointment_calendar_file",
    summary="One visit as a file for calendars: when, where and with whom, not why",
    response_class=Response,
    responses={**FILE, **problems(NotFound)},
)
async def get_appointment_calendar_file(
    appointment_id: PublicId, actor: SignedIn, database: DatabaseDep, clock: ClockDep
) -> Response:
    name, content = await database.transact(
        partial(service.export_visit, actor=actor, uid=appointment_id, now=clock.now())
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers, media_type=f"{MEDIA_TYPE}; method=PUBLISH")
