from functools import partial

from fastapi import APIRouter, Response

from praxis.directory.filters import InactiveToo
from praxis.directory.resources import service
from praxis.directory.resources.errors import NoSuchLocation, ResourceNotFound
from praxis.directory.resources.schemas import (
    BookableKind,
    ResourceCreate,
    ResourceRead,
    ResourceUpdate,
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
from praxis.kit.schemas import PublicId

router = APIRouter(prefix="/resources", tags=["resources"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="list_resources",
    summary="Rooms and devices, by name",
    responses=problems(NotSignedIn, BadCursor),
)
async def list_resources(
    actor: Anyone,
    database: DatabaseDep,
    page: PageQuery,
    location_id: PublicId | None = None,
    kind: BookableKind | None = None,
    *,
    include_inactive: InactiveToo = False,
) -> Page[ResourceRead]:
    return await database.read(
        partial(
            service.list_resources,
            actor=actor,
            page=page,
            location_uid=location_id,
            kind=kind,
            inactive_too=include_inactive,
        )
    )


@router.post(
    "",
    operation_id="create_resource",
    summary="Add a room or a device",
    response_model=ResourceRead,
    status_code=201,
    responses=problems(NotSignedIn, RoleForbidden, NoSuchLocation, IdempotencyMismatch),
)
async def create_resource(
    actor: AdminOnly, wanted: ResourceCreate, creation: CreationDep
) -> Response:
    return await creation.run(partial(service.add_resource, actor=actor, wanted=wanted))


@router.get(
    "/{resource_id}",
    operation_id="get_resource",
    summary="One room or device",
    responses=problems(NotSignedIn, ResourceNotFound),
)
async def get_resource(
    actor: Anyone, database: DatabaseDep, resource_id: PublicId, response: Response
) -> ResourceRead:
    read = await database.read(partial(service.get_resource, actor=actor, uid=resource_id))
    response.headers["ETag"] = etag(read.version)
    return read


@router.patch(
    "/{resource_id}",
    operation_id="update_resource",
    summary="Change a room or a device",
    responses=problems(NotSignedIn, RoleForbidden, ResourceNotFound, Stale),
)
async def update_resource(
    actor: AdminOnly,
    database: DatabaseDep,
    resource_id: PublicId,
    wanted: ResourceUpdate,
    if_match: IfMatchHeader,
    response: Response,
) -> ResourceRead:
    read = await database.transact(
        lambda unit: service.update_resource(unit, actor, resource_id, wanted, if_match)
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.delete(
    "/{resource_id}",
    operation_id="deactivate_resource",
    summary="Take a room or a device out of use; its history stays",
    status_code=204,
    responses=problems(NotSignedIn, RoleForbidden, ResourceNotFound, Stale),
)
async def deactivate_resource(
    actor: AdminOnly, database: DatabaseDep, resource_id: PublicId, if_match: IfMatchHeader
) -> None:
    await database.transact(
        lambda unit: service.deactivate_resource(unit, actor, resource_id, if_match)
    )
