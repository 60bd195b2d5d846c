"""API keys: administrators make them, for programs."""

from functools import partial

from fastapi import APIRouter, Response

from praxis.identity.api_keys import service
from praxis.identity.api_keys.errors import ApiKeyNotFound, ExpiryOutOfRange
from praxis.identity.api_keys.schemas import ApiKeyCreate, ApiKeyList, ApiKeyMadeRead
from praxis.identity.auth import AdminOnly, SteppedUpAdmin
from praxis.identity.errors import RoleForbidden, StepUpRequired
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId

router = APIRouter(prefix="/api-keys", tags=["api keys"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="list_api_keys",
    summary="All API keys, the newest first",
    responses=problems(RoleForbidden),
)
async def list_api_keys(actor: AdminOnly, database: DatabaseDep) -> ApiKeyList:
    return await database.transact(partial(service.list_keys, actor=actor))


@router.post(
    "",
    operation_id="make_api_key",
    summary="Make an API key; it is shown in this answer only",
    # Not 201: its answers are kept for a repeated request, and this one is kept nowhere.
    responses=problems(RoleForbidden, StepUpRequired, ExpiryOutOfRange),
)
async def make_api_key(
    wanted: ApiKeyCreate,
    actor: SteppedUpAdmin,
    database: DatabaseDep,
    clock: ClockDep,
    response: Response,
) -> ApiKeyMadeRead:
    response.headers["Cache-Control"] = "no-store"
    return await database.transact(
        partial(service.make_key, actor=actor, wanted=wanted, now=clock.now())
    )


@router.delete(
    "/{api_key_id}",
    operation_id="revoke_api_key",
    summary="Revoke an API key; it stops at once",
    status_code=204,
    responses=problems(RoleForbidden, ApiKeyNotFound),
)
async def revoke_api_key(
    api_key_id: PublicId, actor: AdminOnly, database: DatabaseDep, clock: ClockDep
) -> None:
    await database.transact(
        partial(service.revoke_key, actor=actor, uid=api_key_id, now=clock.now())
    )
