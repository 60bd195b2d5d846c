from functools import partial

from fastapi import APIRouter, Response

from praxis.identity.auth import DoctorOnly
from praxis.identity.errors import NotSignedIn, RoleForbidden, SessionEnded
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import NotFound, Stale
from praxis.kit.etags import IfMatchHeader, etag
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId
from praxis.kit.sealing.errors import KeyMissing, SealBroken
from praxis.records.drafts import service
from praxis.records.drafts.schemas import DraftContent, DraftRead
from praxis.records.errors import NoVisitToRecord, RecordExists

router = APIRouter(
    prefix="/appointments/{appointment_id}/record-draft",
    tags=["medical records"],
    route_class=StrictRoute,
)

REFUSED = (NotSignedIn, SessionEnded, RoleForbidden, NotFound, SealBroken, KeyMissing)


@router.get(
    "",
    operation_id="get_record_draft",
    summary="What you have typed into the record of a visit so far (its doctor alone)",
    responses=problems(*REFUSED),
)
async def get_record_draft(
    actor: DoctorOnly, database: DatabaseDep, appointment_id: PublicId, response: Response
) -> DraftRead:
    read = await database.transact(
        partial(service.open_draft, actor=actor, appointment_uid=appointment_id)
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.put(
    "",
    operation_id="save_record_draft",
    summary="Keep what is typed until the record is written; half is good enough",
    responses=problems(*REFUSED, NoVisitToRecord, RecordExists, Stale),
)
async def save_record_draft(
    actor: DoctorOnly,
    database: DatabaseDep,
    clock: ClockDep,
    appointment_id: PublicId,
    content: DraftContent,
    if_match: IfMatchHeader,
    response: Response,
) -> DraftRead:
    now = clock.now()
    read = await database.transact(
        lambda unit: service.save_draft(unit, actor, appointment_id, content, if_match, now)
    )
    response.headers["ETag"] = etag(read.version)
    return read


@router.delete(
    "",
    operation_id="discard_record_draft",
    summary="Throw away what is typed; done already is no error",
    status_code=204,
    responses=problems(*REFUSED, Stale),
)
async def discard_record_draft(
    actor: DoctorOnly, database: DatabaseDep, appointment_id: PublicId, if_match: IfMatchHeader
) -> None:
    await database.transact(
        lambda unit: service.discard_draft(unit, actor, appointment_id, if_match)
    )
