"""Files that a release before put into the storage as they came are sealed, one at a time."""

from collections.abc import Callable
from dataclasses import replace
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


async def _find(
    reader: Reader, key: int, *, lock: bool = False
) -> tuple[Attachment, MedicalRecord, Secret]:
    statement = select(Attachment, MedicalRecord).where(Attachment.id == key)
    joined = statement.join(MedicalRecord, MedicalRecord.id == Attachment.record_id)
    if lock:
        joined = joined.with_for_update(of=Attachment)
    row, record = (
        await reader.session.execute(joined.options(joinedload(MedicalRecord.patient)))
    ).one()
    return row, record, open_secret(reader.vault, row, record)


async def _seal(database: Database, storage: Storage, key: int) -> bool:
    """Seal the file of this row, and delete it as it came; whether it was sealed here."""
    sealed = False
    row, _, secret = await database.read(partial(_find, key=key))
    if secret.key is None:
        sealed = await _replace(database, storage, row)
        _, _, secret = await database.read(partial(_find, key=key))
    if secret.former is not None:
        await storage.delete(secret.former)
        await database.transact(partial(_forget_former, key=key))
    return sealed


async def _replace(database: Database, storage: Storage, row: Attachment) -> bool:
    key, before = row.id, row.storage_key
    file_key, after = new_stream_key(), new_key()
    former: str | None = before
    try:
        content = await storage.get(before)
        await storage.put(after, seal_file(file_key, row.uid, content))
    except FileMissing:
        # It stays missing, and says so to whoever asks for it.
        after, former = before, None

    async def write(unit: UnitOfWork) -> bool:
        row, record, secret = await _find(unit, key, lock=True)
        if secret.key is not None:
            # Another process was faster: its key is the one that counts.
            return False
        await _put(unit, row, record, Secret(secret.filename, file_key, former), after)
        return True

    written = await database.transact(write)
    if not written and after != before:
        await storage.delete(after)
    return written and after != before


async def _forget_former(unit: UnitOfWork, key: int) -> None:
    row, record, secret = await _find(unit, key, lock=True)
    await _put(unit, row, record, replace(secret, former=None), row.storage_key)


async def _put(
    unit: UnitOfWork, row: Attachment, record: MedicalRecord, secret: Secret, place: str
) -> None:
    sealed = seal_secret(unit.vault, secret, record, row.uid)
    await unit.sql.execute(
        "UPDATE attachments SET sealed = $2, storage_key = $3 WHERE id = $1", row.id, sealed, place
    )
