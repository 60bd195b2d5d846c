from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from praxis.directory.patients.errors import PatientNotFound
from praxis.identity.auth import AdminOnly, DoctorOrStaff
from praxis.identity.creation import CreationDep
from praxis.identity.errors import NotSignedIn, RoleForbidden, SessionEnded
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import NotFound
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId
from praxis.records.break_glass import service
from praxis.records.break_glass.errors import (
    AlreadyOpen,
    AlreadyReviewed,
    OwnAccess,
    TooManyOpen,
)
from praxis.records.break_glass.schemas import (
    EmergencyOpen,
    EmergencyRead,
    EmergencyReview,
    EmergencyReviewRead,
)

router = APIRouter(tags=["medical records"], route_class=StrictRoute)

REFUSED = (NotSignedIn, SessionEnded, RoleForbidden)


@router.post(
    "/patients/{patient_id}/break-glass",
    operation_id="open_records_in_emergency",
    summary="Read any patient's records for an hour, in an emergency; administrators are told",
    response_model=EmergencyRead,
    status_code=201,
    responses=problems(*REFUSED, PatientNotFound, AlreadyOpen, TooManyOpen, IdempotencyMismatch),
)
async def open_records_in_emergency(
    actor: DoctorOrStaff,
    creation: CreationDep,
    clock: ClockDep,
    patient_id: PublicId,
    wanted: EmergencyOpen,
) -> Response:
    now = clock.now()
    return await creation.run(
        lambda unit: service.open_records(unit, actor, patient_id, wanted, now)
    )


@router.get(
    "/break-glass",
    operation_id="list_emergencies",
    summary="Whose records were opened in emergencies, newest first",
    responses=problems(*REFUSED, BadCursor),
)
async def list_emergencies(
    actor: AdminOnly,
    database: DatabaseDep,
    clock: ClockDep,
    page: PageQuery,
    reviewed: Annotated[bool | None, Query(description="only those that were, or were not")] = None,
) -> Page[EmergencyReviewRead]:
    return await database.transact(
        partial(
            service.list_emergencies, actor=actor, page=page, now=clock.now(), reviewed=reviewed
        )
    )


@router.post(
    "/break-glass/{emergency_id}/review",
    operation_id="review_emergency",
    summary="Say whether it was justified; not of what you opened yourself",
    responses=problems(*REFUSED, NotFound, OwnAccess, AlreadyReviewed),
)
async def review_emergency(
    actor: AdminOnly,
    database: DatabaseDep,
    clock: ClockDep,
    emergency_id: PublicId,
    wanted: EmergencyReview,
) -> EmergencyReviewRead:
    return await database.transact(
        partial(service.review, actor=actor, uid=emergency_id, wanted=wanted, now=clock.now())
    )
