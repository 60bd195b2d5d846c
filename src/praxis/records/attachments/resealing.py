"""Files that a release before put into the storage as they came are sealed, one at a time."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.sealing.frames import new_stream_key
from praxis.kit.storage import FileMissing, Storage, new_key
from praxis.records.attachments.seals import Secret, open_secret, seal_file, seal_secret
from praxis.records.models import Attachment, MedicalRecord

Advance = Callable[[str, int, int], None]
STEP = "files"


async def seal_files(database: Database, storage: Storage, advance: Advance) -> int:
    """Seal each file that is not, once its row is; returns how many. It can be begun again."""
    keys = await database.read(_all_keys)
    sealed = 0
    for number, key in enumerate(keys, start=1):
        sealed += await _seal(database, storage, key)
        advance(STEP, number, len(keys))
    return sealed


async def _all_keys(reader: Reader) -> list[int]:
    return list(await reader.session.scalars(select(Attachment.id).order_by(Attachment.id)))


async def _find(reader: Reader, key: int) -> tuple[Attachment, MedicalRecord]:
    statement = select(Attachment, MedicalRecord).where(Attachment.id == key)
    joined = statement.join(MedicalRecord, MedicalRecord.id == Attachment.record_id)
    row, record = (
        await reader.session.execute(joined.options(joinedload(MedicalRecord.patient)))
    ).one()
    return row, record


async def _seal(database: Database, storage: Storage, key: int) -> bool:
    row, record = await database.read(partial(_find, key=key))
    async with database.reading() as reader:
        secret = open_secret(reader.vault, row, record)
    if secret.key is not None:
        return False
    file_key, before, after = new_stream_key(), row.storage_key, new_key()
    try:
        content = await storage.get(before)
        await storage.put(after, seal_file(file_key, row.uid, content))
    except FileMissing:
        # It stays missing, and says so to whoever asks for it.
        after = before

    async def write(unit: UnitOfWork) -> None:
        sealed = seal_secret(unit.vault, Secret(secret.filename, file_key), record, row.uid)
        await unit.sql.execute(
            "UPDATE attachments SET sealed = $2, storage_key = $3 WHERE id = $1", key, sealed, after
        )

    await database.transact(write)
    if after != before:
        await storage.delete(before)
    return after != before
