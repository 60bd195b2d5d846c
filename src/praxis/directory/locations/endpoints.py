from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from praxis.directory.filters import InactiveToo, InRegion, SearchText
from praxis.directory.locations import service
from praxis.directory.locations.errors import (
    BadPeriod,
    LocationNotFound,
    OverrideNotFound,
    UnknownHolidays,
)
from praxis.directory.locations.schemas import (
    HolidayPage,
    LocationCreate,
    LocationRead,
    LocationUpdate,
    OverrideRead,
    OverrideWrite,
)
from praxis.identity.auth import AdminOnly, Anyone
from praxis.identity.creation import CreationDep
from praxis.identity.errors import NotSignedIn, RoleForbidden
from praxis.kit.context import DatabaseDep
from praxis.kit.errors import Stale
from praxis.kit.etags import IfMatchHeader, etag
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Day, PublicId
from praxis.regions.errors import UnknownRegion

router = APIRouter(prefix="/locations", tags=["locations"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="list_locations",
    summary="Where the practice works, by name",
    responses=problems(NotSignedIn, UnknownRegion, BadCursor),
)
async def list_locations(
    actor: Anyone,
    database: DatabaseDep,
    page: PageQuery,
    q: SearchText = None,
    region_id: InRegion = None,
    *,
    include_inactive: InactiveToo = False,
) -> Page[LocationRead]:
    return await database.read(
        partial(
            service.list_locations,
            actor=actor,
            page=page,
            q=q,
            region_uid=region_id,
            inactive_too=include_inactive,
        )
    )


@router.post(
    "",
    operation_id="create_location",
    summary="Add a location",
    response_model=LocationRead,
    status_code=201,
    responses=problems(
        NotSignedIn, RoleForbidden, UnknownHolidays, UnknownRegion, IdempotencyMismatch
    ),
)
async def create_location(
    actor: AdminOnly, wanted: LocationCreate, creation: CreationDep
) -> Response:
    return await creation.run(partial(service.add_location, actor=actor, wanted=wanted))


@router.get(
    "/{location_id}",
    operation_id="get_location",
    summary="One location",
    responses=problems(NotSignedIn, LocationNotFound),
)
async def get_location(
    actor: Anyone, database: DatabaseDep, location_id: PublicId, response: Response
) -> LocationRead:
    read = await database.read(partial(service.get_location, actor=actor, uid=location_id))
    response.headers["ETag"] = etag(read.version)
    return read


@router.patch(
    "/{location_id}",
    operation_id="update_location",
    summary="Change a location",
    responses=problems(
        NotSignedIn, RoleForbidden, LocationNotFound, UnknownHolidays, UnknownRegion, Stale
    ),
)
async def update_location(
    actor: AdminOnly,
    database: DatabaseDep,
    location_id: PublicId,
    wanted: LocationUpdate,
    if_match: IfMatchHeader,
    response: Response,
) -> LocationRead:
    read = await database.transact(
        lambda unit: service.update_location(unit, actor, location_id, wanted, if_match)
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.delete(
    "/{location_id}",
    operation_id="deactivate_location",
    summary="Deactivate a location; its history stays",
    status_code=204,
    responses=problems(NotSignedIn, RoleForbidden, LocationNotFound, Stale),
)
async def deactivate_location(
    actor: AdminOnly, database: DatabaseDep, location_id: PublicId, if_match: IfMatchHeader
) -> None:
    await database.transact(
        lambda unit: service.deactivate_location(unit, actor, location_id, if_match)
    )


@router.get(
    "/{location_id}/holidays",
    operation_id="list_location_holidays",
    summary="The dates on which a location is closed, at most three years",
    responses=problems(NotSignedIn, LocationNotFound, BadPeriod),
)
async def list_holidays(
    actor: Anyone,
    database: DatabaseDep,
    location_id: PublicId,
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to", description="included")],
) -> HolidayPage:
    return await database.read(
        partial(service.list_holidays, actor=actor, uid=location_id, first=first, last=last)
    )


@router.put(
    "/{location_id}/holidays/{on}",
    operation_id="decide_location_holiday",
    summary="Close a location on a date, or open it on a public holiday",
    responses=problems(NotSignedIn, RoleForbidden, LocationNotFound),
)
async def decide_holiday(
    actor: AdminOnly, database: DatabaseDep, location_id: PublicId, on: Day, wanted: OverrideWrite
) -> OverrideRead:
    return await database.transact(
        lambda unit: service.decide_holiday(unit, actor, location_id, on, wanted)
    )


@router.delete(
    "/{location_id}/holidays/{on}",
    operation_id="withdraw_location_holiday",
    summary="Let the calendar decide about a date again",
    status_code=204,
    responses=problems(NotSignedIn, RoleForbidden, LocationNotFound, OverrideNotFound),
)
async def withdraw_holiday(
    actor: AdminOnly, database: DatabaseDep, location_id: PublicId, on: Day
) -> None:
    await database.transact(lambda unit: service.withdraw_holiday(unit, actor, location_id, on))
