from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from praxis.directory.doctors import offers, service
from praxis.directory.doctors.accounts import prepare_account
from praxis.directory.doctors.errors import (
    DoctorNotFound,
    FieldReserved,
    LicenceTaken,
    NotADoctor,
    ProfileExists,
    RepeatedVisitType,
    UnknownVisitType,
)
from praxis.directory.doctors.repository import DoctorFilter
from praxis.directory.doctors.schemas import (
    DoctorCreate,
    DoctorRead,
    DoctorStatus,
    DoctorUpdate,
    OfferPage,
    OffersWrite,
    SpecialtyRead,
)
from praxis.directory.filters import InRegion, SearchText
from praxis.identity.auth import (
    AdminOnly,
    Anyone,
    DoctorOnly,
    SignedIn,
    SteppedUpAdmin,
    is_proven,
)
from praxis.identity.context import IdentityDep
from praxis.identity.creation import CreationDep
from praxis.identity.errors import (
    BadMobile,
    EmailTaken,
    NotSignedIn,
    RoleForbidden,
    StepUpRequired,
    WeakPassword,
)
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import Stale
from praxis.kit.etags import IfMatchHeader, etag
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PriceTooFine, PublicId, Text
from praxis.regions.errors import UnknownRegion

router = APIRouter(prefix="/doctors", tags=["doctors"], route_class=StrictRoute)
specialties = APIRouter(prefix="/specialties", tags=["doctors"], route_class=StrictRoute)


async def _filter(
    clock: ClockDep,
    specialty: Annotated[Text | None, Query(max_length=200)] = None,
    location_id: Annotated[
        PublicId | None, Query(description="has weekly hours at this location")
    ] = None,
    region_id: InRegion = None,
    language: Annotated[Text | None, Query(max_length=20)] = None,
    q: SearchText = None,
    status: Annotated[
        DoctorStatus, Query(description="others than approved: for administrators")
    ] = DoctorStatus.APPROVED,
) -> DoctorFilter:
    return DoctorFilter(
        hours_from=(clock.now() - service.WESTERNMOST).date(),
        status=status,
        specialty=specialty,
        location_uid=location_id,
        region_uid=region_id,
        language=language,
        q=q,
    )


@specialties.get(
    "",
    operation_id="list_specialties",
    summary="The specialties of the practice, and how many doctors have each",
)
async def list_specialties(database: DatabaseDep) -> Page[SpecialtyRead]:
    return await database.read(service.list_specialties)


@router.get(
    "",
    operation_id="list_doctors",
    summary="Doctors, by name",
    responses=problems(NotSignedIn, UnknownRegion, BadCursor),
)
async def list_doctors(
    actor: Anyone,
    database: DatabaseDep,
    wanted: Annotated[DoctorFilter, Depends(_filter)],
    page: PageQuery,
) -> Page[DoctorRead]:
    return await database.read(partial(service.list_doctors, actor=actor, wanted=wanted, page=page))


@router.post(
    "",
    operation_id="create_doctor",
    summary="Add a doctor, with a new account or to one of the role doctor",
    response_model=DoctorRead,
    status_code=201,
    responses=problems(
        NotSignedIn,
        RoleForbidden,
        StepUpRequired,
        NotADoctor,
        EmailTaken,
        WeakPassword,
        BadMobile,
        LicenceTaken,
        ProfileExists,
        IdempotencyMismatch,
    ),
)
async def create_doctor(
    request: Request,
    actor: AdminOnly,
    wanted: DoctorCreate,
    identity: IdentityDep,
    creation: CreationDep,
) -> Response:
    if wanted.lets_in and not is_proven(request, actor):
        raise StepUpRequired
    account = await prepare_account(identity, wanted.account) if wanted.account else None
    return await creation.run(
        partial(
            service.create_doctor,
            actor=actor,
            wanted=wanted,
            account=account,
            clock=identity.clock,
        )
    )


@router.get(
    "/me",
    operation_id="get_own_doctor",
    summary="The profile of the doctor who asks, also before its approval",
    responses=problems(NotSignedIn, RoleForbidden, DoctorNotFound),
)
async def get_own_doctor(
    actor: DoctorOnly, database: DatabaseDep, response: Response
) -> DoctorRead:
    read = await database.read(partial(service.get_own_doctor, actor=actor))
    response.headers["ETag"] = etag(read.version)
    return read


@router.get(
    "/{doctor_id}",
    operation_id="get_doctor",
    summary="One doctor",
    responses=problems(NotSignedIn, DoctorNotFound),
)
async def get_doctor(
    actor: Anyone, database: DatabaseDep, doctor_id: PublicId, response: Response
) -> DoctorRead:
    read = await database.read(partial(service.get_doctor, actor=actor, uid=doctor_id))
    response.headers["ETag"] = etag(read.version)
    return read


@router.patch(
    "/{doctor_id}",
    operation_id="update_doctor",
    summary="Change a profile: doctors their own in part, administrators all of it",
    responses=problems(
        *(NotSignedIn, RoleForbidden, StepUpRequired, FieldReserved, DoctorNotFound),
        *(LicenceTaken, PriceTooFine, Stale),
    ),
)
async def update_doctor(
    request: Request,
    actor: SignedIn,
    database: DatabaseDep,
    doctor_id: PublicId,
    wanted: DoctorUpdate,
    if_match: IfMatchHeader,
    response: Response,
) -> DoctorRead:
    read = await database.transact(
        partial(
            service.update_doctor,
            actor=actor,
            uid=doctor_id,
            wanted=wanted,
            if_match=if_match,
            proven=is_proven(request, actor),
        )
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.delete(
    "/{doctor_id}",
    operation_id="deactivate_doctor",
    summary="Deactivate a doctor; the history stays",
    status_code=204,
    responses=problems(NotSignedIn, RoleForbidden, DoctorNotFound, Stale),
)
async def deactivate_doctor(
    actor: AdminOnly, database: DatabaseDep, doctor_id: PublicId, if_match: IfMatchHeader
) -> None:
    await database.transact(
        lambda unit: service.deactivate_doctor(unit, actor, doctor_id, if_match)
    )


@router.post(
    "/{doctor_id}/approve",
    operation_id="approve_doctor",
    summary="Let a doctor be seen and booked",
    responses=problems(NotSignedIn, RoleForbidden, StepUpRequired, DoctorNotFound),
)
async def approve_doctor(
    actor: SteppedUpAdmin,
    database: DatabaseDep,
    clock: ClockDep,
    doctor_id: PublicId,
    response: Response,
) -> DoctorRead:
    read = await database.transact(
        lambda unit: service.approve_doctor(unit, actor, doctor_id, clock)
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.get(
    "/{doctor_id}/visit-types",
    operation_id="list_doctor_visit_types",
    summary="What can be booked with a doctor, with their own lengths and fees",
    responses=problems(NotSignedIn, DoctorNotFound),
)
async def list_offers(
    actor: Anyone, database: DatabaseDep, doctor_id: PublicId, response: Response
) -> OfferPage:
    read = await database.read(partial(offers.list_offers, actor=actor, uid=doctor_id))
    response.headers["ETag"] = etag(read.version)
    return read


@router.put(
    "/{doctor_id}/visit-types",
    operation_id="replace_doctor_visit_types",
    summary="Say anew what can be booked with a doctor",
    responses=problems(
        NotSignedIn,
        RoleForbidden,
        DoctorNotFound,
        UnknownVisitType,
        RepeatedVisitType,
        PriceTooFine,
        Stale,
    ),
)
async def replace_offers(
    actor: SignedIn,
    database: DatabaseDep,
    doctor_id: PublicId,
    wanted: OffersWrite,
    if_match: IfMatchHeader,
    response: Response,
) -> OfferPage:
    read = await database.transact(
        lambda unit: offers.replace_offers(unit, actor, doctor_id, wanted, if_match)
    )
    response.headers["ETag"] = etag(read.version)
    return read
