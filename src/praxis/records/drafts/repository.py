"""Every query on drafts. A draft is its doctor's alone: the caller found the visit to be theirs."""

from datetime import datetime

from sqlalchemy import delete, select

from praxis.kit.db.database import Reader, UnitOfWork
from praxis.records.models import MedicalRecord, RecordDraft
from praxis.scheduling.appointments.models import Appointment

SAVE = """
    INSERT INTO record_drafts (appointment_id, doctor_id, saved_at, sealed)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (appointment_id, doctor_id) DO UPDATE
    SET sealed = excluded.sealed, saved_at = excluded.saved_at,
        version = record_drafts.version + 1
    RETURNING version
"""


async def find_draft(reader: Reader, visit: Appointment) -> RecordDraft | None:
    return await reader.session.scalar(
        select(RecordDraft).where(
            RecordDraft.appointment_id == visit.id, RecordDraft.doctor_id == visit.doctor_id
        )
    )


async def save_draft(unit: UnitOfWork, visit: Appointment, sealed: bytes, now: datetime) -> int:
    """Put it in place of what there was; returns the new version."""
    version: int = await unit.sql.fetchval(SAVE, visit.id, visit.doctor_id, now, sealed)
    return version


async def delete_draft(unit: UnitOfWork, draft: RecordDraft) -> None:
    await unit.session.delete(draft)
    await unit.flush()


async def delete_drafts(unit: UnitOfWork, appointment_id: int) -> None:
    """Those of every doctor that the visit was with."""
    await unit.session.execute(
        delete(RecordDraft).where(RecordDraft.appointment_id == appointment_id)
    )


async def has_record(reader: Reader, visit: Appointment) -> bool:
    found = await reader.session.scalar(
        select(MedicalRecord.id).where(MedicalRecord.appointment_id == visit.id)
    )
    return found is not None
