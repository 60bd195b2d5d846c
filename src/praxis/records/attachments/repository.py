from uuid import UUID

from sqlalchemy import func, select

from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.errors import NotFound
from praxis.records.models import Attachment, MedicalRecord


async def get_attachment(reader: Reader, record: MedicalRecord, uid: UUID) -> Attachment:
    """An attachment of a record that the caller may open. Raises `NotFound`."""
    statement = select(Attachment).where(Attachment.record_id == record.id, Attachment.uid == uid)
    row = await reader.session.scalar(statement)
    if row is None:
        raise NotFound
    return row


async def count_attachments(unit: UnitOfWork, record: MedicalRecord) -> int:
    statement = select(func.count()).where(Attachment.record_id == record.id)
    return await unit.session.scalar(statement) or 0
