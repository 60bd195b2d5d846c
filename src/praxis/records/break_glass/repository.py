"""Every query on emergencies. Whose are open is asked in `directory.patients.emergencies`."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from praxis.directory.patients.errors import PatientNotFound
from praxis.directory.patients.models import Patient
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.errors import NotFound
from praxis.kit.pagination import Keyset, Page, PageRequest, paginate
from praxis.records.break_glass.models import EmergencyAccess

R = TypeVar("R")

PRACTISING = """
    SELECT EXISTS (
        SELECT FROM doctors WHERE user_id = $1 AND active AND approved_at IS NOT NULL
    )
"""
NEWEST_FIRST = Keyset((EmergencyAccess.id,), (int,), descending=True)


async def get_any_patient(reader: Reader, uid: UUID) -> Patient:
    """Whoever it is: in an emergency nobody was told of them before. Raises `PatientNotFound`."""
    patient = await reader.session.scalar(select(Patient).where(Patient.uid == uid, Patient.active))
    if patient is None:
        raise PatientNotFound
    return patient


async def is_practising(reader: Reader, user_id: int) -> bool:
    """Whether this account is of a doctor whom the practice has approved and still has."""
    return bool(await reader.sql.fetchval(PRACTISING, user_id))


async def lock_account(unit: UnitOfWork, actor: Actor) -> None:
    """One at a time: two at once would each be the fifth."""
    await unit.sql.execute("SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE", actor.known_id)


async def list_emergencies(
    reader: Reader,
    page: PageRequest,
    read: Callable[[EmergencyAccess], R],
    *,
    reviewed: bool | None,
) -> Page[R]:
    statement = select(EmergencyAccess).options(
        joinedload(EmergencyAccess.user),
        joinedload(EmergencyAccess.reviewer),
        joinedload(EmergencyAccess.patient),
    )
    if reviewed is not None:
        done = EmergencyAccess.reviewed_at.is_not(None)
        statement = statement.where(done if reviewed else ~done)
    return await paginate(reader.session, statement, NEWEST_FIRST, page, read)


async def has_opened_before(reader: Reader, moment: datetime) -> bool:
    """Whether one that was opened before this moment is still to be reviewed."""
    waits = EmergencyAccess.reviewed_at.is_(None) & (EmergencyAccess.opened_at <= moment)
    found = await reader.session.scalar(select(EmergencyAccess.id).where(waits).limit(1))
    return found is not None


async def get_emergency_for_review(unit: UnitOfWork, uid: UUID) -> EmergencyAccess:
    """Raises `NotFound`."""
    row = await unit.session.scalar(
        select(EmergencyAccess)
        .where(EmergencyAccess.uid == uid)
        .options(joinedload(EmergencyAccess.user), joinedload(EmergencyAccess.patient))
        .with_for_update(of=EmergencyAccess)
    )
    if row is None:
        raise NotFound
    return row
