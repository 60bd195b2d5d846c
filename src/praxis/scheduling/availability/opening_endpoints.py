from functools import partial
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Response

from praxis.identity.auth import PracticeOnly
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import DatabaseDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Instant, PublicId
from praxis.scheduling.availability import openings
from praxis.scheduling.availability.errors import OpeningsWindow, TooManyDoctors
from praxis.scheduling.availability.openings import OpeningsAsked
from praxis.scheduling.availability.schemas import OpeningList

router = APIRouter(tags=["availability"], route_class=StrictRoute)


@router.get(
    "/openings",
    operation_id="list_openings",
    summary="When doctors work, are on leave or stay closed; for calendars",
    response_model=OpeningList,
    responses=problems(RoleForbidden, OpeningsWindow, TooManyDoctors),
)
async def list_openings(
    actor: PracticeOnly,  # noqa: ARG001 -- it is who may ask
    database: DatabaseDep,
    since: Annotated[Instant, Query(alias="from")],
    until: Annotated[Instant, Query(alias="to", description="at most 31 days later")],
    doctor_id: Annotated[
        list[PublicId] | None,
        Query(max_length=openings.MOST_DOCTORS, description="several times; everybody when absent"),
    ] = None,
    location_id: PublicId | None = None,
) -> Response:
    window = openings.choose_window(since, until)
    asked = OpeningsAsked(window, tuple(doctor_id or ()), location_id)
    found = await database.read(partial(openings.list_openings, asked=asked))
    # Written without a model for each row, as lists of slots are.
    return Response(orjson.dumps(found, default=str), media_type="application/json")
