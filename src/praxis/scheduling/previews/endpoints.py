from functools import partial

from fastapi import APIRouter

from praxis.directory.doctors.errors import DoctorNotFound
from praxis.identity.auth import SignedIn
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId
from praxis.scheduling.availability.errors import (
    TwoPlacesAtOnce,
    UnknownLocation,
    UnknownVisitTypes,
)
from praxis.scheduling.previews import service
from praxis.scheduling.previews.schemas import ScheduleChange, SchedulePreview

router = APIRouter(
    prefix="/doctors/{doctor_id}/schedule", tags=["availability"], route_class=StrictRoute
)


@router.post(
    "/preview",
    operation_id="preview_schedule_change",
    summary="Which visits a change of hours would affect; nothing is changed",
    responses=problems(
        DoctorNotFound, RoleForbidden, UnknownLocation, UnknownVisitTypes, TwoPlacesAtOnce
    ),
)
async def preview_schedule_change(
    doctor_id: PublicId,
    body: ScheduleChange,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
) -> SchedulePreview:
    return await database.transact(
        partial(service.preview, actor=actor, doctor_uid=doctor_id, change=body, now=clock.now())
    )
