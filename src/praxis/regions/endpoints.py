from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from praxis.kit.context import DatabaseDep
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId, Text
from praxis.regions import service
from praxis.regions.errors import RegionNotFound, UnknownRegion
from praxis.regions.repository import RegionFilter
from praxis.regions.schemas import Country, RegionRead

router = APIRouter(prefix="/regions", tags=["regions"], route_class=StrictRoute)


async def _filter(
    parent_id: Annotated[PublicId | None, Query(description="directly below this region")] = None,
    level: Annotated[int | None, Query(ge=1, le=20, description="1 at the top")] = None,
    country: Country | None = None,
    q: Annotated[
        Text | None,
        Query(max_length=200, description="part of a name, in any script it is written in"),
    ] = None,
) -> RegionFilter:
    return RegionFilter(parent_id, level, country, q)


@router.get(
    "",
    operation_id="list_regions",
    summary="Divisions, districts, thanas and their like, by level and name",
    responses=problems(UnknownRegion, BadCursor),
)
async def list_regions(
    database: DatabaseDep, wanted: Annotated[RegionFilter, Depends(_filter)], page: PageQuery
) -> Page[RegionRead]:
    return await database.read(partial(service.list_regions, wanted=wanted, page=page))


@router.get(
    "/{region_id}",
    operation_id="get_region",
    summary="One region, also when it has ended",
    responses=problems(RegionNotFound),
)
async def get_region(database: DatabaseDep, region_id: PublicId) -> RegionRead:
    return await database.read(partial(service.get_region, uid=region_id))
