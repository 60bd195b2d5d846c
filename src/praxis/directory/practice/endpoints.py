from fastapi import APIRouter, Response

from praxis.directory.practice import service
from praxis.directory.practice.schemas import PracticeRead, PracticeUpdate
from praxis.identity.auth import AdminOnly
from praxis.identity.errors import NotSignedIn, RoleForbidden
from praxis.kit.context import DatabaseDep
from praxis.kit.errors import Stale
from praxis.kit.etags import IfMatchHeader, etag
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute

router = APIRouter(prefix="/practice", tags=["practice"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="get_practice",
    summary="The name of the practice, and how to reach it",
)
async def get_practice(database: DatabaseDep, response: Response) -> PracticeRead:
    read = await database.read(service.get_practice)
    response.headers["ETag"] = etag(read.version)
    return read


@router.patch(
    "",
    operation_id="update_practice",
    summary="Change what the practice tells of itself",
    responses=problems(NotSignedIn, RoleForbidden, Stale),
)
async def update_practice(
    actor: AdminOnly,
    database: DatabaseDep,
    wanted: PracticeUpdate,
    if_match: IfMatchHeader,
    response: Response,
) -> PracticeRead:
    read = await database.transact(
        lambda unit: service.update_practice(unit, actor, wanted, if_match)
    )
    response.headers["ETag"] = etag(read.version)
    return read
