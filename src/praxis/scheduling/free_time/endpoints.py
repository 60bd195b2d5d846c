from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from praxis.directory.doctors.repository import DoctorFilter
from praxis.directory.filters import InRegion
from praxis.identity.auth import Anyone
from praxis.kit.context import DatabaseDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Text
from praxis.regions.errors import UnknownRegion
from praxis.scheduling.free_time import search
from praxis.scheduling.free_time.schemas import DoctorSlotList
from praxis.scheduling.slots.endpoints import Asked, write_json
from praxis.scheduling.slots.errors import UnknownVisitType, WindowTooLong

router = APIRouter(tags=["slots"], route_class=StrictRoute)

MAX_FIRST = 200

Filter = Annotated[Text | None, Query(max_length=200)]


@router.get(
    "/slots",
    operation_id="list_first_slots",
    summary="First free times across doctors",
    response_model=DoctorSlotList,
    responses=problems(UnknownVisitType, UnknownRegion, WindowTooLong),
)
async def list_first_slots(
    asked: Asked,
    actor: Anyone,
    database: DatabaseDep,
    region_id: InRegion = None,
    specialty: Filter = None,
    language: Filter = None,
    limit: Annotated[int, Query(ge=1, le=MAX_FIRST)] = 20,
) -> Response:
    wanted = DoctorFilter(
        hours_from=asked.window.now.date(),
        specialty=specialty,
        language=language,
    )
    found = await database.read(
        partial(
            search.find_first_slots,
            actor=actor,
            wanted=wanted,
            region_uid=region_id,
            asked=asked,
            limit=limit,
        )
    )
    return write_json(found)
