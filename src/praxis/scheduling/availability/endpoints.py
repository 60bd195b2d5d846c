from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from praxis.directory.doctors.errors import DoctorNotFound
from praxis.identity.auth import Anyone, SignedIn
from praxis.identity.creation import CreationDep
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import DatabaseDep
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import Page
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Day, PublicId
from praxis.scheduling.availability import errors, service
from praxis.scheduling.availability.schemas import (
    ExceptionRead,
    ExceptionWrite,
    RuleRead,
    RuleWrite,
    WeekWrite,
)

router = APIRouter(prefix="/doctors/{doctor_id}", tags=["availability"], route_class=StrictRoute)

CHANGE_ERRORS = (
    DoctorNotFound,
    RoleForbidden,
    errors.UnknownLocation,
    errors.UnknownVisitTypes,
    errors.TwoPlacesAtOnce,
)


@router.get(
    "/availability",
    operation_id="list_availability",
    summary="A doctor's weekly hours",
    responses=problems(DoctorNotFound),
)
async def list_availability(
    doctor_id: PublicId, actor: Anyone, database: DatabaseDep
) -> Page[RuleRead]:
    return await database.read(partial(service.list_rules, actor=actor, doctor_uid=doctor_id))


@router.post(
    "/availability",
    status_code=201,
    operation_id="add_availability",
    summary="Add weekly hours",
    response_model=RuleRead,
    responses=problems(*CHANGE_ERRORS, IdempotencyMismatch),
)
async def add_availability(
    doctor_id: PublicId, body: RuleWrite, actor: SignedIn, creation: CreationDep
) -> Response:
    return await creation.run(
        partial(service.add_rule, actor=actor, doctor_uid=doctor_id, body=body)
    )


@router.put(
    "/availability",
    operation_id="replace_availability",
    summary="Replace the whole week",
    responses=problems(*CHANGE_ERRORS),
)
async def replace_availability(
    doctor_id: PublicId, body: WeekWrite, actor: SignedIn, database: DatabaseDep
) -> Page[RuleRead]:
    return await database.transact(
        partial(service.replace_week, actor=actor, doctor_uid=doctor_id, body=body)
    )


@router.delete(
    "/availability/{rule_id}",
    status_code=204,
    operation_id="delete_availability",
    summary="Delete weekly hours",
    responses=problems(DoctorNotFound, RoleForbidden, errors.RuleNotFound),
)
async def delete_availability(
    doctor_id: PublicId, rule_id: PublicId, actor: SignedIn, database: DatabaseDep
) -> None:
    await database.transact(
        partial(service.delete_rule, actor=actor, doctor_uid=doctor_id, rule_uid=rule_id)
    )


@router.get(
    "/exceptions",
    operation_id="list_availability_exceptions",
    summary="Dates on which a doctor's hours differ",
    responses=problems(DoctorNotFound),
)
async def list_availability_exceptions(
    doctor_id: PublicId,
    actor: Anyone,
    database: DatabaseDep,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
) -> Page[ExceptionRead]:
    return await database.read(
        partial(service.list_exceptions, actor=actor, doctor_uid=doctor_id, first=first, last=last)
    )


@router.post(
    "/exceptions",
    status_code=201,
    operation_id="add_availability_exception",
    summary="Let one date differ: extra hours, other hours, or closed",
    response_model=ExceptionRead,
    responses=problems(DoctorNotFound, RoleForbidden, errors.UnknownLocation, IdempotencyMismatch),
)
async def add_availability_exception(
    doctor_id: PublicId, body: ExceptionWrite, actor: SignedIn, creation: CreationDep
) -> Response:
    return await creation.run(
        partial(service.add_exception, actor=actor, doctor_uid=doctor_id, body=body)
    )


@router.delete(
    "/exceptions/{exception_id}",
    status_code=204,
    operation_id="delete_availability_exception",
    summary="Let a date be as usual again",
    responses=problems(DoctorNotFound, RoleForbidden, errors.ExceptionNotFound),
)
async def delete_availability_exception(
    doctor_id: PublicId, exception_id: PublicId, actor: SignedIn, database: DatabaseDep
) -> None:
    await database.transact(
        partial(
            service.delete_exception,
            actor=actor,
            doctor_uid=doctor_id,
            exception_uid=exception_id,
        )
    )
