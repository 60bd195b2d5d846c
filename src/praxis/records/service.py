"""Medical records: written once a visit, amended by new versions, and never read in silence."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.kit.db.database import UnitOfWork
from praxis.kit.etags import IfMatch
from praxis.kit.ids import new_uid
from praxis.kit.pagination import Page, PageRequest
from praxis.records import repository
from praxis.records.drafts import repository as drafts
from praxis.records.errors import RecordExists
from praxis.records.models import MedicalRecord, RecordVersion
from praxis.records.repository import RecordFilter
from praxis.records.rules import changed_fields, check_author, check_begun
from praxis.records.schemas import (
    AmendmentCreate,
    RecordCreate,
    RecordRead,
    RecordVersionRead,
)
from praxis.records.seals import (
    content_of,
    open_content,
    open_version,
    seal_content,
)
from praxis.records.seals import open_record as read_record

ENTITY = "medical_record"


async def write_record(
    unit: UnitOfWork, actor: Actor, wanted: RecordCreate, now: datetime
) -> RecordRead:
    """Write the record of a visit. Raises `NotFound`, `VisitNotBegun`, `RecordExists`."""
    visit = await repository.get_own_visit(unit, actor, wanted.appointment_id)
    check_begun(visit.status)
    uid = new_uid()
    key = await repository.insert_record(unit, visit, uid, now)
    if key is None:
        raise RecordExists
    sealed = seal_content(unit.vault, content_of(wanted), uid, 1, visit.patient.uid)
    await _add_version(unit, actor, key, 1, sealed, now)
    await drafts.delete_drafts(unit, visit.id)
    names = changed_fields(None, wanted)
    await _audit(unit, actor, "written", uid, visit.patient_id, version=1, names=names)
    return read_record(unit.vault, await repository.get_record(unit, actor, uid))


async def amend_record(
    unit: UnitOfWork,
    actor: Actor,
    uid: UUID,
    wanted: AmendmentCreate,
    if_match: IfMatch,
    now: datetime,
) -> RecordRead:
    """Add a version. Raises `NotFound`, `NotTheAuthor`, `Stale`."""
    record = await repository.get_record_for_writing(unit, actor, uid)
    check_author(actor, record.doctor.user_id)
    if_match.check(record.version)
    names = changed_fields(open_content(unit.vault, record, record.latest), wanted)
    record.version += 1
    content = content_of(wanted, wanted.reason)
    sealed = seal_content(unit.vault, content, uid, record.version, record.patient.uid)
    await _add_version(unit, actor, record.id, record.version, sealed, now)
    await _audit(
        unit, actor, "amended", uid, record.patient_id, version=record.version, names=names
    )
    return read_record(unit.vault, await repository.get_record(unit, actor, uid))


async def _add_version(
    unit: UnitOfWork, actor: Actor, record_id: int, number: int, sealed: bytes, now: datetime
) -> None:
    unit.session.add(
        RecordVersion(
            record_id=record_id,
            number=number,
            author_id=actor.known_id,
            written_at=now,
            sealed=sealed,
        )
    )
    await unit.flush()


async def open_record(
    unit: UnitOfWork, actor: Actor, uid: UUID, number: int | None = None
) -> RecordRead:
    """A record as it is, or as version `number` said. Raises `NotFound`."""
    record = await repository.get_record(unit, actor, uid)
    version = None if number is None else await repository.get_version(unit, record, number)
    shown = record.version if number is None else number
    await _audit(unit, actor, "read", uid, record.patient_id, version=shown)
    return read_record(unit.vault, record, version)


async def list_versions(
    unit: UnitOfWork, actor: Actor, uid: UUID, page: PageRequest
) -> Page[RecordVersionRead]:
    """When and why a record was amended. Raises `NotFound`."""
    record = await repository.get_record(unit, actor, uid)
    await _audit(
        unit, actor, "read", uid, record.patient_id, version=record.version, names=["versions"]
    )
    return await repository.list_versions(
        unit, record, page, lambda version: open_version(unit.vault, record, version)
    )


async def list_records(
    unit: UnitOfWork, actor: Actor, wanted: RecordFilter, page: PageRequest
) -> Page[RecordRead]:
    """A page of records, whole: each patient on it can see that theirs were opened."""
    return await _list(unit, actor, wanted, page, None)


async def list_records_of_patient(
    unit: UnitOfWork, actor: Actor, patient_uid: UUID, page: PageRequest
) -> Page[RecordRead]:
    """A page of one patient's records. Raises `NotFound`."""
    patient = await repository.get_patient_with_notes(unit, actor, patient_uid)
    return await _list(unit, actor, RecordFilter(patient_uid=patient_uid), page, patient.id)


async def _list(
    unit: UnitOfWork,
    actor: Actor,
    wanted: RecordFilter,
    page: PageRequest,
    patient_id: int | None,
) -> Page[RecordRead]:
    """`patient_id` is whose trace it is if nothing was found."""
    shown: list[tuple[UUID | None, int | None]] = []

    def read(record: MedicalRecord) -> RecordRead:
        shown.append((record.uid, record.patient_id))
        return read_record(unit.vault, record)

    found = await repository.list_records(unit, actor, wanted, page, read)
    await audit.record_many(
        unit,
        actor,
        f"{ENTITY}.listed",
        ENTITY,
        shown or [(None, patient_id)],
        count=len(shown),
        filters=wanted.names(),
    )
    return found


async def _audit(
    unit: UnitOfWork,
    actor: Actor,
    verb: str,
    uid: UUID,
    patient_id: int,
    *,
    version: int,
    names: Sequence[str] = (),
) -> None:
    await audit.record(
        unit,
        actor,
        f"{ENTITY}.{verb}",
        ENTITY,
        uid,
        patient_id=patient_id,
        fields=names,
        version=version,
    )
