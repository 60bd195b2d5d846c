from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from praxis.identity.auth import DoctorOnly
from praxis.identity.creation import CreationDep
from praxis.identity.errors import NotSignedIn, ReasonRequired, RoleForbidden, SessionEnded
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import Invalid, NotFound, Stale
from praxis.kit.etags import IfMatchHeader, etag
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Instant, PublicId
from praxis.kit.sealing.errors import KeyMissing, SealBroken
from praxis.records import service
from praxis.records.errors import NotTheAuthor, RecordExists, VisitNotBegun
from praxis.records.repository import RecordFilter
from praxis.records.schemas import AmendmentCreate, RecordCreate, RecordRead, RecordVersionRead
from praxis.records.scope import NotesReader

router = APIRouter(tags=["medical records"], route_class=StrictRoute)

SEALED = (SealBroken, KeyMissing)
REFUSED_READ = (NotSignedIn, SessionEnded, RoleForbidden, ReasonRequired, *SEALED)
REFUSED_WRITE = (NotSignedIn, SessionEnded, RoleForbidden, NotFound, IdempotencyMismatch, *SEALED)


@router.post(
    "/medical-records",
    operation_id="write_medical_record",
    summary="Write the record of a visit (its doctor, once the patient has checked in)",
    response_model=RecordRead,
    status_code=201,
    responses=problems(*REFUSED_WRITE, VisitNotBegun, RecordExists),
)
async def write_medical_record(
    actor: DoctorOnly, creation: CreationDep, clock: ClockDep, wanted: RecordCreate
) -> Response:
    write = partial(service.write_record, actor=actor, wanted=wanted, now=clock.now())
    return await creation.run(write, sealed=True)


@router.get(
    "/medical-records",
    operation_id="list_medical_records",
    summary="Records, newest first; administrators give a reason",
    responses=problems(*REFUSED_READ, BadCursor),
)
async def list_medical_records(
    actor: NotesReader,
    database: DatabaseDep,
    page: PageQuery,
    patient_id: PublicId | None = None,
    doctor_id: PublicId | None = None,
    visited_from: Annotated[Instant | None, Query(alias="from")] = None,
    visited_before: Annotated[
        Instant | None, Query(alias="to", description="visits that began before")
    ] = None,
) -> Page[RecordRead]:
    wanted = RecordFilter(patient_id, doctor_id, visited_from, visited_before)
    return await database.transact(
        partial(service.list_records, actor=actor, wanted=wanted, page=page)
    )


@router.get(
    "/medical-records/{record_id}",
    operation_id="get_medical_record",
    summary="One record, as it is or as an older version said",
    responses=problems(*REFUSED_READ, NotFound, Invalid),
)
async def get_medical_record(
    actor: NotesReader,
    database: DatabaseDep,
    record_id: PublicId,
    response: Response,
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> RecordRead:
    read = await database.transact(
        partial(service.open_record, actor=actor, uid=record_id, number=version)
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.get(
    "/medical-records/{record_id}/versions",
    operation_id="list_medical_record_versions",
    summary="When a record was amended, by whom and why",
    responses=problems(*REFUSED_READ, NotFound, BadCursor),
)
async def list_medical_record_versions(
    actor: NotesReader, database: DatabaseDep, record_id: PublicId, page: PageQuery
) -> Page[RecordVersionRead]:
    return await database.transact(
        partial(service.list_versions, actor=actor, uid=record_id, page=page)
    )


@router.post(
    "/medical-records/{record_id}/amendments",
    operation_id="amend_medical_record",
    summary="Say it anew, with the reason; what it said before stays readable",
    response_model=RecordRead,
    status_code=201,
    responses=problems(*REFUSED_WRITE, NotTheAuthor, Stale),
)
async def amend_medical_record(
    actor: DoctorOnly,
    creation: CreationDep,
    clock: ClockDep,
    record_id: PublicId,
    wanted: AmendmentCreate,
    if_match: IfMatchHeader,
) -> Response:
    now = clock.now()
    return await creation.run(
        lambda unit: service.amend_record(unit, actor, record_id, wanted, if_match, now),
        sealed=True,
    )


@router.get(
    "/patients/{patient_id}/medical-records",
    operation_id="list_medical_records_of_patient",
    summary="A patient's records, newest first; administrators give a reason",
    responses=problems(*REFUSED_READ, NotFound, BadCursor),
)
async def list_medical_records_of_patient(
    actor: NotesReader, database: DatabaseDep, patient_id: PublicId, page: PageQuery
) -> Page[RecordRead]:
    return await database.transact(
        partial(service.list_records_of_patient, actor=actor, patient_uid=patient_id, page=page)
    )
