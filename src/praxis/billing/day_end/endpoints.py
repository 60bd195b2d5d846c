from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from praxis.billing.day_end import service
from praxis.billing.day_end.schemas import DayEndRead
from praxis.directory.locations.errors import LocationNotFound
from praxis.identity.auth import DeskOnly
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Day, PublicId

router = APIRouter(prefix="/reports", tags=["billing"], route_class=StrictRoute)

On = Annotated[Day | None, Query(description="by the clock of the place; today, when absent")]


@router.get(
    "/day-end",
    operation_id="get_day_end",
    summary="What came in and went back at a place on one day",
    responses=problems(RoleForbidden, LocationNotFound),
)
async def get_day_end(
    actor: DeskOnly,
    database: DatabaseDep,
    clock: ClockDep,
    location_id: PublicId,
    on: On = None,
) -> DayEndRead:
    return await database.transact(
        partial(service.get_day_end, location_uid=location_id, on=on, actor=actor, clock=clock)
    )
