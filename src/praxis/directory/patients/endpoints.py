from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from praxis.directory.filters import InactiveToo
from praxis.directory.patients import service
from praxis.directory.patients.emergencies import EmergencyReader
from praxis.directory.patients.errors import (
    BornInFuture,
    FieldReserved,
    NotByKey,
    PatientNotFound,
    TooManyPatients,
    UnknownAccount,
)
from praxis.directory.patients.repository import PatientFilter
from praxis.directory.patients.schemas import (
    AccessRead,
    PatientCreate,
    PatientRead,
    PatientSearch,
    PatientSummary,
    PatientUpdate,
)
from praxis.identity.auth import SignedIn, is_proven
from praxis.identity.creation import CreationDep
from praxis.identity.errors import (
    BadMobile,
    NotSignedIn,
    ReasonRequired,
    RoleForbidden,
    StepUpRequired,
)
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import Stale
from praxis.kit.etags import IfMatchHeader, etag
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Day, PublicId, Text
from praxis.kit.sealing.errors import KeyMissing, SealBroken
from praxis.settings import SettingsDep

router = APIRouter(prefix="/patients", tags=["patients"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="list_patients",
    summary="The patients that you may know of, by name",
    responses=problems(NotSignedIn, BadCursor),
)
async def list_patients(
    actor: SignedIn,
    database: DatabaseDep,
    page: PageQuery,
    q: Annotated[
        Text | None,
        Query(
            max_length=200,
            deprecated=True,
            description="words of name or e-mail, mobile, or date of birth; addresses are written"
            " down on their way: search by `POST /patients/search`",
        ),
    ] = None,
    date_of_birth: Annotated[
        Day | None,
        Query(deprecated=True, description="search by `POST /patients/search` instead"),
    ] = None,
    *,
    include_inactive: InactiveToo = False,
) -> Page[PatientSummary]:
    wanted = PatientFilter(q, date_of_birth, include_inactive)
    return await database.transact(lambda unit: service.list_patients(unit, actor, wanted, page))


@router.post(
    "/search",
    operation_id="search_patients",
    summary="The same list, with the search in the body",
    responses=problems(NotSignedIn, BadCursor),
)
async def search_patients(
    actor: SignedIn, database: DatabaseDep, search: PatientSearch
) -> Page[PatientSummary]:
    wanted = PatientFilter(search.q, search.date_of_birth, search.include_inactive)
    return await database.transact(
        lambda unit: service.list_patients(unit, actor, wanted, search.page)
    )


@router.post(
    "",
    operation_id="create_patient",
    summary="Add a patient: the front desk anyone, patients those they care for",
    response_model=PatientRead,
    status_code=201,
    responses=problems(
        NotSignedIn,
        RoleForbidden,
        FieldReserved,
        NotByKey,
        ReasonRequired,
        StepUpRequired,
        UnknownAccount,
        BornInFuture,
        BadMobile,
        TooManyPatients,
        IdempotencyMismatch,
        SealBroken,
        KeyMissing,
    ),
)
async def create_patient(
    request: Request,
    actor: SignedIn,
    wanted: PatientCreate,
    clock: ClockDep,
    settings: SettingsDep,
    creation: CreationDep,
) -> Response:
    return await creation.run(
        partial(
            service.create_patient,
            actor=actor,
            wanted=wanted,
            clock=clock,
            region=settings.default_region,
            proven=is_proven(request, actor),
        ),
        sealed=True,
    )


@router.get(
    "/{patient_id}",
    operation_id="get_patient",
    summary="One patient",
    responses=problems(NotSignedIn, PatientNotFound, SealBroken, KeyMissing),
)
async def get_patient(
    actor: EmergencyReader, database: DatabaseDep, patient_id: PublicId, response: Response
) -> PatientRead:
    read = await database.transact(lambda unit: service.get_patient(unit, actor, patient_id))
    response.headers["ETag"] = etag(read.version)
    return read


@router.patch(
    "/{patient_id}",
    operation_id="update_patient",
    summary="Change what is kept of a patient",
    responses=problems(
        NotSignedIn,
        FieldReserved,
        NotByKey,
        ReasonRequired,
        StepUpRequired,
        PatientNotFound,
        UnknownAccount,
        BornInFuture,
        BadMobile,
        Stale,
        SealBroken,
        KeyMissing,
    ),
)
async def update_patient(
    request: Request,
    actor: SignedIn,
    database: DatabaseDep,
    patient_id: PublicId,
    wanted: PatientUpdate,
    if_match: IfMatchHeader,
    clock: ClockDep,
    settings: SettingsDep,
    response: Response,
) -> PatientRead:
    read = await database.transact(
        partial(
            service.update_patient,
            actor=actor,
            uid=patient_id,
            wanted=wanted,
            if_match=if_match,
            clock=clock,
            region=settings.default_region,
            proven=is_proven(request, actor),
        )
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.delete(
    "/{patient_id}",
    operation_id="deactivate_patient",
    summary="Deactivate a patient; the history stays",
    status_code=204,
    responses=problems(NotSignedIn, RoleForbidden, PatientNotFound, Stale),
)
async def deactivate_patient(
    actor: SignedIn, database: DatabaseDep, patient_id: PublicId, if_match: IfMatchHeader
) -> None:
    await database.transact(
        lambda unit: service.deactivate_patient(unit, actor, patient_id, if_match)
    )


@router.get(
    "/{patient_id}/access-log",
    operation_id="list_patient_accesses",
    summary="Who read or wrote what of a patient, newest first",
    responses=problems(NotSignedIn, RoleForbidden, PatientNotFound, BadCursor),
)
async def list_accesses(
    actor: SignedIn,
    database: DatabaseDep,
    patient_id: PublicId,
    page: PageQuery,
    *,
    others: Annotated[
        bool, Query(description="leave out what the patient's own account did")
    ] = True,
) -> Page[AccessRead]:
    return await database.transact(
        lambda unit: service.list_accesses(unit, actor, patient_id, page, others=others)
    )
