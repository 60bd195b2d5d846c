"""Reading a stranger's records in an emergency: at once, for an hour, and never unseen."""

from datetime import datetime
from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.patients.emergencies import open_emergencies
from praxis.identity.auth import Actor
from praxis.identity.errors import RoleForbidden
from praxis.identity.models import Role, User
from praxis.kit.db.database import UnitOfWork
from praxis.kit.outbox import messages as outbox
from praxis.kit.pagination import Page, PageRequest
from praxis.records.break_glass import repository
from praxis.records.break_glass.models import EmergencyAccess
from praxis.records.break_glass.rules import LASTS, check_may_open, check_may_review
from praxis.records.break_glass.schemas import (
    EmergencyOpen,
    EmergencyRead,
    EmergencyReview,
    EmergencyReviewRead,
    read_emergency,
    read_review,
)

ENTITY = "break_glass"
OPENED = "records.emergency_opened"


async def open_records(
    unit: UnitOfWork, actor: Actor, patient_uid: UUID, wanted: EmergencyOpen, now: datetime
) -> EmergencyRead:
    """Raises `RoleForbidden`, `PatientNotFound`, `AlreadyOpen`, `TooManyOpen`.

    Anybody may register as a doctor: until the practice has approved one, that opens nothing.
    """
    await repository.lock_account(unit, actor)
    if actor.role == Role.DOCTOR and not await repository.is_practising(unit, actor.known_id):
        raise RoleForbidden
    patient = await repository.get_any_patient(unit, patient_uid)
    check_may_open(await open_emergencies(unit, actor.known_id, now), patient.id)
    row = EmergencyAccess(
        user_id=actor.known_id,
        patient_id=patient.id,
        user_role=actor.role,
        reason=wanted.reason,
        opened_at=now,
        expires_at=now + LASTS,
    )
    unit.session.add(row)
    await unit.flush()
    await audit.record(
        unit,
        actor,
        f"{ENTITY}.opened",
        ENTITY,
        row.uid,
        patient_id=patient.id,
        reason=wanted.reason,
    )
    await outbox.enqueue(unit, OPENED, emergency_id=row.uid)
    return read_emergency(row, patient.uid)


async def list_emergencies(
    unit: UnitOfWork, actor: Actor, page: PageRequest, now: datetime, *, reviewed: bool | None
) -> Page[EmergencyReviewRead]:
    """For administrators; each patient on the page can see that they were listed."""
    shown: list[tuple[UUID | None, int | None]] = []

    def read(row: EmergencyAccess) -> EmergencyReviewRead:
        shown.append((row.uid, row.patient_id))
        return read_review(row, actor.known_id, now)

    found = await repository.list_emergencies(unit, page, read, reviewed=reviewed)
    await audit.record_many(
        unit, actor, f"{ENTITY}.listed", ENTITY, shown or [(None, None)], count=len(shown)
    )
    return found


async def review(
    unit: UnitOfWork, actor: Actor, uid: UUID, wanted: EmergencyReview, now: datetime
) -> EmergencyReviewRead:
    """Raises `NotFound`, `OwnAccess`, `AlreadyReviewed`."""
    row = await repository.get_emergency_for_review(unit, uid)
    check_may_review(row.user_id, actor.known_id, row.reviewed_at)
    row.reviewer = await unit.session.get_one(User, actor.known_id)
    row.reviewed_at, row.outcome, row.note = now, wanted.outcome, wanted.note
    await unit.flush()
    await audit.record(
        unit,
        actor,
        f"{ENTITY}.reviewed",
        ENTITY,
        row.uid,
        patient_id=row.patient_id,
        outcome=wanted.outcome,
    )
    return read_review(row, actor.known_id, now)
