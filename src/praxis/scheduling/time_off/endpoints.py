from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from praxis.directory.doctors.errors import DoctorNotFound
from praxis.identity.auth import Anyone, SignedIn
from praxis.identity.creation import CreationDep
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import Page
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Day, PublicId
from praxis.scheduling.time_off import service
from praxis.scheduling.time_off.errors import TimeOffNotFound
from praxis.scheduling.time_off.schemas import TimeOffCreate, TimeOffCreated, TimeOffRead

router = APIRouter(
    prefix="/doctors/{doctor_id}/time-off", tags=["availability"], route_class=StrictRoute
)


@router.get(
    "",
    operation_id="list_time_off",
    summary="When a doctor is away",
    responses=problems(DoctorNotFound),
)
async def list_time_off(
    doctor_id: PublicId,
    actor: Anyone,
    database: DatabaseDep,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
) -> Page[TimeOffRead]:
    return await database.read(
        partial(service.list_time_off, actor=actor, doctor_uid=doctor_id, first=first, last=last)
    )


@router.post(
    "",
    status_code=201,
    operation_id="add_time_off",
    summary="Take leave; answers with the visits it affects",
    response_model=TimeOffCreated,
    responses=problems(DoctorNotFound, RoleForbidden, IdempotencyMismatch),
)
async def add_time_off(
    doctor_id: PublicId,
    body: TimeOffCreate,
    actor: SignedIn,
    creation: CreationDep,
    clock: ClockDep,
) -> Response:
    return await creation.run(
        partial(service.add_time_off, actor=actor, doctor_uid=doctor_id, body=body, now=clock.now())
    )


@router.delete(
    "/{time_off_id}",
    status_code=204,
    operation_id="cancel_time_off",
    summary="Cancel leave",
    responses=problems(DoctorNotFound, RoleForbidden, TimeOffNotFound),
)
async def cancel_time_off(
    doctor_id: PublicId, time_off_id: PublicId, actor: SignedIn, database: DatabaseDep
) -> None:
    await database.transact(
        partial(
            service.cancel_time_off,
            actor=actor,
            doctor_uid=doctor_id,
            time_off_uid=time_off_id,
        )
    )
