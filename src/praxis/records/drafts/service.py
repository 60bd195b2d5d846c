"""What the doctor of a visit types is kept until the record is written, for the doctor alone."""

from datetime import datetime
from uuid import UUID

import orjson

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.kit.db.database import UnitOfWork
from praxis.kit.errors import NotFound
from praxis.kit.etags import IfMatch
from praxis.kit.sealing.envelope import Place
from praxis.records.contents import place_of_draft
from praxis.records.drafts import repository
from praxis.records.drafts.schemas import DraftContent, DraftRead, read_draft
from praxis.records.errors import RecordExists
from praxis.records.models import RecordDraft
from praxis.records.repository import find_own_visit, get_own_visit
from praxis.records.rules import check_may_prepare
from praxis.scheduling.appointments.models import Appointment

ENTITY = "record_draft"
NO_DRAFT = 0


async def open_draft(unit: UnitOfWork, actor: Actor, appointment_uid: UUID) -> DraftRead:
    """Raises `NotFound`, for another's visit and for want of a draft."""
    visit = await find_own_visit(unit, actor, appointment_uid)
    draft = await repository.find_draft(unit, visit)
    if draft is None:
        raise NotFound
    await _audit(unit, actor, "read", visit)
    return read_draft(_open(unit, visit, draft), draft.version, draft.saved_at)


async def save_draft(
    unit: UnitOfWork,
    actor: Actor,
    appointment_uid: UUID,
    content: DraftContent,
    if_match: IfMatch,
    now: datetime,
) -> DraftRead:
    """Keep what is typed. Raises `NotFound`, `NoVisitToRecord`, `RecordExists`, `Stale`."""
    visit = await get_own_visit(unit, actor, appointment_uid, alone=True)
    check_may_prepare(visit.status)
    if await repository.has_record(unit, visit):
        raise RecordExists
    before = await repository.find_draft(unit, visit)
    if_match.check(before.version if before else NO_DRAFT)
    if before is not None and _open(unit, visit, before) == content:
        return read_draft(content, before.version, before.saved_at)
    sealed = unit.vault.seal(_place(visit), content.model_dump_json().encode())
    version = await repository.save_draft(unit, visit, sealed, now)
    await _audit(unit, actor, "saved" if before else "started", visit)
    return read_draft(content, version, now)


async def discard_draft(
    unit: UnitOfWork, actor: Actor, appointment_uid: UUID, if_match: IfMatch
) -> None:
    """Without a draft this does nothing. Raises `NotFound`, `Stale`."""
    visit = await get_own_visit(unit, actor, appointment_uid, alone=True)
    draft = await repository.find_draft(unit, visit)
    if draft is None:
        return
    if_match.check(draft.version)
    await repository.delete_draft(unit, draft)
    await _audit(unit, actor, "discarded", visit)


def _open(unit: UnitOfWork, visit: Appointment, draft: RecordDraft) -> DraftContent:
    return DraftContent(**orjson.loads(unit.vault.open(_place(visit), draft.sealed)))


def _place(visit: Appointment) -> Place:
    return place_of_draft(visit.uid, visit.doctor_id, visit.patient.uid)


async def _audit(unit: UnitOfWork, actor: Actor, verb: str, visit: Appointment) -> None:
    # Drafts are saved every few seconds: in the list of who saw what of a patient, each would
    # hide the rest. That one was begun is listed there; the others name their visit.
    listed = verb != "saved"
    await audit.record(
        unit,
        actor,
        f"{ENTITY}.{verb}",
        "appointment",
        visit.uid,
        patient_id=visit.patient_id if listed else None,
    )
