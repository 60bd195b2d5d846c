from functools import partial

from fastapi import APIRouter, Response

from praxis.identity.auth import SignedIn
from praxis.identity.creation import CreationDep
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import NotFound
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId
from praxis.scheduling.appointments import holds
from praxis.scheduling.appointments.endpoints import PLANNING_ERRORS
from praxis.scheduling.appointments.errors import TooManyHolds
from praxis.scheduling.appointments.schemas import HoldCreate, HoldRead
from praxis.settings import SettingsDep

router = APIRouter(prefix="/holds", tags=["holds"], route_class=StrictRoute)


@router.post(
    "",
    status_code=201,
    operation_id="hold_slot",
    summary="Keep a time for some minutes while you book it",
    response_model=HoldRead,
    responses=problems(*PLANNING_ERRORS, TooManyHolds, IdempotencyMismatch),
)
async def hold_slot(
    body: HoldCreate,
    actor: SignedIn,
    creation: CreationDep,
    clock: ClockDep,
    settings: SettingsDep,
) -> Response:
    terms = settings.scheduling
    return await creation.run(
        partial(
            holds.hold,
            body=body,
            actor=actor,
            clock=clock,
            lifetime=terms.hold_lifetime,
            limit=terms.holds_per_user,
        )
    )


@router.delete(
    "/{hold_id}",
    status_code=204,
    operation_id="release_hold",
    summary="Give a held time back",
    responses=problems(NotFound),
)
async def release_hold(hold_id: PublicId, actor: SignedIn, database: DatabaseDep) -> None:
    await database.transact(partial(holds.release, uid=hold_id, actor=actor))
