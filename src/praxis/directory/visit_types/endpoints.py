from functools import partial

from fastapi import APIRouter, Response

from praxis.directory.filters import InactiveToo, SearchText
from praxis.directory.visit_types import service
from praxis.directory.visit_types.errors import VisitTypeNotFound
from praxis.directory.visit_types.schemas import (
    VisitTypeCreate,
    VisitTypeRead,
    VisitTypeUpdate,
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
from praxis.kit.schemas import PriceTooFine, PublicId

router = APIRouter(prefix="/visit-types", tags=["visit types"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="list_visit_types",
    summary="What can be booked, by name",
    responses=problems(NotSignedIn, BadCursor),
)
async def list_visit_types(
    actor: Anyone,
    database: DatabaseDep,
    page: PageQuery,
    q: SearchText = None,
    *,
    include_inactive: InactiveToo = False,
) -> Page[VisitTypeRead]:
    return await database.read(
        partial(
            service.list_visit_types, actor=actor, page=page, q=q, inactive_too=include_inactive
        )
    )


@router.post(
    "",
    operation_id="create_visit_type",
    summary="Add a visit type",
    response_model=VisitTypeRead,
    status_code=201,
    responses=problems(NotSignedIn, RoleForbidden, IdempotencyMismatch),
)
async def create_visit_type(
    actor: AdminOnly, wanted: VisitTypeCreate, creation: CreationDep
) -> Response:
    return await creation.run(partial(service.add_visit_type, actor=actor, wanted=wanted))


@router.get(
    "/{visit_type_id}",
    operation_id="get_visit_type",
    summary="One visit type",
    responses=problems(NotSignedIn, VisitTypeNotFound),
)
async def get_visit_type(
    actor: Anyone, database: DatabaseDep, visit_type_id: PublicId, response: Response
) -> VisitTypeRead:
    read = await database.read(partial(service.get_visit_type, actor=actor, uid=visit_type_id))
    response.headers["ETag"] = etag(read.version)
    return read


@router.patch(
    "/{visit_type_id}",
    operation_id="update_visit_type",
    summary="Change a visit type",
    responses=problems(NotSignedIn, RoleForbidden, VisitTypeNotFound, PriceTooFine, Stale),
)
async def update_visit_type(
    actor: AdminOnly,
    database: DatabaseDep,
    visit_type_id: PublicId,
    wanted: VisitTypeUpdate,
    if_match: IfMatchHeader,
    response: Response,
) -> VisitTypeRead:
    read = await database.transact(
        lambda unit: service.update_visit_type(unit, actor, visit_type_id, wanted, if_match)
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.delete(
    "/{visit_type_id}",
    operation_id="deactivate_visit_type",
    summary="Deactivate a visit type; its history stays",
    status_code=204,
    responses=problems(NotSignedIn, RoleForbidden, VisitTypeNotFound, Stale),
)
async def deactivate_visit_type(
    actor: AdminOnly, database: DatabaseDep, visit_type_id: PublicId, if_match: IfMatchHeader
) -> None:
    await database.transact(
        lambda unit: service.deactivate_visit_type(unit, actor, visit_type_id, if_match)
    )
