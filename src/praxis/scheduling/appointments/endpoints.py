from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from praxis.identity.auth import DeskOnly, SignedIn
from praxis.identity.creation import CreationDep
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import NotFound, Stale
from praxis.kit.etags import NOT_MODIFIED, IfMatchHeader, IfNoneMatchHeader, etag
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Instant, PublicId
from praxis.scheduling.appointments import errors, service
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.operations.book import book
from praxis.scheduling.appointments.operations.change_status import change_status
from praxis.scheduling.appointments.operations.reschedule import reschedule
from praxis.scheduling.appointments.repository import AppointmentFilter
from praxis.scheduling.appointments.schemas import (
    AppointmentCreate,
    AppointmentEventRead,
    AppointmentRead,
    AppointmentUpdate,
    Cancellation,
    Reschedule,
    StatusChange,
)
from praxis.scheduling.slots.errors import (
    UnknownBookingDoctor,
    UnknownVisitType,
    VisitTypeNotOffered,
)
from praxis.settings import SettingsDep

router = APIRouter(tags=["appointments"], route_class=StrictRoute)

PLANNING_ERRORS = (
    errors.SlotTaken,
    errors.NotAvailable,
    errors.OverrideNeeded,
    errors.OverrideForbidden,
    UnknownBookingDoctor,
    UnknownVisitType,
    VisitTypeNotOffered,
)
STEP_ERRORS = (
    NotFound,
    Stale,
    errors.BadTransition,
    errors.TransitionForbidden,
    errors.TransitionReasonRequired,
    errors.TooLate,
    errors.TooEarly,
    errors.DayOver,
)


class Order(StrEnum):
    ASC = "asc"
    DESC = "desc"


Statuses = Annotated[
    list[Status] | None,
    Query(max_length=len(Status), description="any of these; give it several times"),
]
StartsFrom = Annotated[Instant | None, Query(alias="from")]
StartsBefore = Annotated[Instant | None, Query(alias="to")]
Unpaid = Annotated[bool, Query(description="only those for which something is still owed")]
ByStart = Annotated[Order, Query(description="by start: the earliest first, or the latest")]


async def _filter(
    status: Statuses = None,
    doctor_id: PublicId | None = None,
    patient_id: PublicId | None = None,
    location_id: PublicId | None = None,
    starts_from: StartsFrom = None,
    starts_before: StartsBefore = None,
    unpaid: Unpaid = False,
    order: ByStart = Order.ASC,
) -> AppointmentFilter:
    return AppointmentFilter(
        statuses=tuple(status or ()),
        doctor_uid=doctor_id,
        patient_uid=patient_id,
        location_uid=location_id,
        starts_from=starts_from,
        starts_before=starts_before,
        unpaid=unpaid,
        latest_first=order is Order.DESC,
    )


async def _patient_filter(
    status: Statuses = None,
    starts_from: StartsFrom = None,
    starts_before: StartsBefore = None,
    unpaid: Unpaid = False,
    order: ByStart = Order.ASC,
) -> AppointmentFilter:
    return AppointmentFilter(
        statuses=tuple(status or ()),
        starts_from=starts_from,
        starts_before=starts_before,
        unpaid=unpaid,
        latest_first=order is Order.DESC,
    )


Filter = Annotated[AppointmentFilter, Depends(_filter)]
PatientFilter = Annotated[AppointmentFilter, Depends(_patient_filter)]


@router.post(
    "/appointments",
    status_code=201,
    operation_id="book_appointment",
    summary="Book a visit",
    response_model=AppointmentRead,
    responses=problems(
        *PLANNING_ERRORS,
        errors.PatientBusy,
        errors.PatientRequired,
        errors.UnknownPatient,
        errors.HoldMismatch,
        IdempotencyMismatch,
    ),
)
async def book_appointment(
    body: AppointmentCreate,
    actor: SignedIn,
    creation: CreationDep,
    clock: ClockDep,
    settings: SettingsDep,
) -> Response:
    lifetime = settings.scheduling.pending_lifetime
    return await creation.run_at_once(
        partial(book, body=body, actor=actor, clock=clock, pending_lifetime=lifetime)
    )


@router.get(
    "/appointments",
    operation_id="list_appointments",
    summary="Visits that you may know of, by start",
    response_model=Page[AppointmentRead],
    responses={**NOT_MODIFIED, **problems(BadCursor)},
)
async def list_appointments(
    wanted: Filter,
    page: PageQuery,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
    known: IfNoneMatchHeader,
) -> Response:
    reading = partial(service.list_appointments, wanted=wanted, page=page, known=known)
    answer = await database.transact(partial(reading, actor=actor, clock=clock))
    return answer.response()


@router.get(
    "/admin/appointments",
    operation_id="list_all_appointments",
    summary="All visits, for the desk",
    response_model=Page[AppointmentRead],
    responses={**NOT_MODIFIED, **problems(RoleForbidden, BadCursor)},
)
async def list_all_appointments(
    wanted: Filter,
    page: PageQuery,
    actor: DeskOnly,
    database: DatabaseDep,
    clock: ClockDep,
    known: IfNoneMatchHeader,
) -> Response:
    reading = partial(service.list_appointments, wanted=wanted, page=page, known=known)
    answer = await database.transact(partial(reading, actor=actor, clock=clock))
    return answer.response()


@router.get(
    "/patients/{patient_id}/appointments",
    operation_id="list_patient_appointments",
    summary="Visits of one patient",
    responses=problems(NotFound, BadCursor),
)
async def list_patient_appointments(
    patient_id: PublicId,
    wanted: PatientFilter,
    page: PageQuery,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
) -> Page[AppointmentRead]:
    return await database.transact(
        partial(
            service.list_patient_appointments,
            uid=patient_id,
            wanted=wanted,
            page=page,
            actor=actor,
            clock=clock,
        )
    )


@router.get(
    "/appointments/{appointment_id}",
    operation_id="get_appointment",
    summary="One visit",
    responses=problems(NotFound),
)
async def get_appointment(
    appointment_id: PublicId,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
    response: Response,
) -> AppointmentRead:
    found = await database.transact(
        partial(service.get_appointment, uid=appointment_id, actor=actor, clock=clock)
    )
    response.headers["ETag"] = etag(found.version)
    return found


@router.patch(
    "/appointments/{appointment_id}",
    operation_id="update_appointment",
    summary="Change what is written about a visit",
    responses=problems(
        NotFound,
        Stale,
        errors.BadTransition,
        errors.TransitionForbidden,
        errors.UnknownRoom,
        errors.SlotTaken,
    ),
)
async def update_appointment(
    appointment_id: PublicId,
    body: AppointmentUpdate,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
    if_match: IfMatchHeader,
    response: Response,
) -> AppointmentRead:
    changed = await database.transact(
        partial(
            service.update_appointment,
            uid=appointment_id,
            body=body,
            actor=actor,
            clock=clock,
            if_match=if_match,
        )
    )
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.patch(
    "/appointments/{appointment_id}/status",
    operation_id="change_appointment_status",
    summary="One step through the states of a visit",
    responses=problems(*STEP_ERRORS),
)
async def change_appointment_status(
    appointment_id: PublicId,
    body: StatusChange,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
    if_match: IfMatchHeader,
    response: Response,
) -> AppointmentRead:
    changed = await database.transact(
        partial(
            change_status,
            uid=appointment_id,
            to=body.status,
            reason=body.reason,
            actor=actor,
            clock=clock,
            if_match=if_match,
        )
    )
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.post(
    "/appointments/{appointment_id}/reschedule",
    operation_id="reschedule_appointment",
    summary="Move a visit; it stays the same visit",
    responses=problems(*STEP_ERRORS, *PLANNING_ERRORS, errors.PatientBusy, errors.ApprovalNeeded),
)
async def reschedule_appointment(
    appointment_id: PublicId,
    body: Reschedule,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
    if_match: IfMatchHeader,
    response: Response,
) -> AppointmentRead:
    moved = await database.transact(
        partial(
            reschedule, uid=appointment_id, body=body, actor=actor, clock=clock, if_match=if_match
        )
    )
    response.headers["ETag"] = etag(moved.version)
    return moved


@router.post(
    "/appointments/{appointment_id}/cancel",
    operation_id="cancel_appointment",
    summary="Cancel a visit and free its time",
    responses=problems(*STEP_ERRORS),
)
async def cancel_appointment(
    appointment_id: PublicId,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
    if_match: IfMatchHeader,
    response: Response,
    body: Cancellation | None = None,
) -> AppointmentRead:
    cancelled = await database.transact(
        partial(
            change_status,
            uid=appointment_id,
            to=Status.CANCELLED,
            reason=body.reason if body else None,
            actor=actor,
            clock=clock,
            if_match=if_match,
        )
    )
    response.headers["ETag"] = etag(cancelled.version)
    return cancelled


@router.delete(
    "/appointments/{appointment_id}",
    status_code=204,
    operation_id="delete_appointment",
    summary="Cancel a visit; its history stays",
    responses=problems(*STEP_ERRORS),
)
async def delete_appointment(
    appointment_id: PublicId,
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
    if_match: IfMatchHeader,
) -> None:
    await database.transact(
        partial(
            change_status,
            uid=appointment_id,
            to=Status.CANCELLED,
            reason=None,
            actor=actor,
            clock=clock,
            if_match=if_match,
        )
    )


@router.get(
    "/appointments/{appointment_id}/events",
    operation_id="list_appointment_events",
    summary="The history of a visit, oldest first",
    responses=problems(NotFound),
)
async def list_appointment_events(
    appointment_id: PublicId, actor: SignedIn, database: DatabaseDep
) -> Page[AppointmentEventRead]:
    return await database.transact(partial(service.list_events, uid=appointment_id, actor=actor))
