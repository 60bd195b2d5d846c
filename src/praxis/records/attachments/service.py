"""Files of a record. Their bytes lie in the storage and are there before the row says so."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.kit import idempotency
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.errors import OutcomeUnknown, Unavailable
from praxis.kit.idempotency import Answer, Fingerprint
from praxis.kit.ids import new_uid
from praxis.kit.sealing.errors import SealBroken
from praxis.kit.sealing.frames import new_stream_key
from praxis.kit.storage import Storage, new_key
from praxis.records.attachments import repository
from praxis.records.attachments.contents import media_type_of, safe_name
from praxis.records.attachments.errors import Damaged, EmptyFile, TooLarge, TooMany
from praxis.records.attachments.seals import Secret, open_file, open_secret, seal_file, seal_secret
from praxis.records.models import Attachment
from praxis.records.repository import get_record_for_writing, get_record_with_doctor
from praxis.records.rules import check_author
from praxis.records.schemas import AttachmentRead, read_attachment

log = structlog.get_logger(__name__)

ENTITY = "attachment"
MOST_PER_RECORD = 50


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file of an accepted type."""

    filename: str
    media_type: str
    content: bytes
    sha256: bytes


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What goes into the storage, and the key that opens it."""

    uid: UUID
    key: bytes
    content: bytes
    storage_key: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a file lies, and what opens it."""

    uid: UUID
    filename: str
    media_type: str
    sha256: bytes
    storage_key: str
    key: bytes


async def check_file(offered_name: str | None, content: bytes, limit: int) -> CheckedFile:
    """Look at a file of at most `limit` bytes. Raises `EmptyFile`, `TooLarge`, `WrongType`."""
    if not content:
        raise EmptyFile(pointer="/file")
    if len(content) > limit:
        raise TooLarge(limit_bytes=limit)
    media_type = await asyncio.to_thread(media_type_of, content)
    digest = await asyncio.to_thread(_sha256, content)
    return CheckedFile(safe_name(offered_name, media_type), media_type, content, digest)


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def fingerprint(actor: Actor, record_uid: UUID, key: str, file: CheckedFile) -> Fingerprint:
    """Whose repeated upload of what: by the file, as each request divides its body otherwise."""
    scope = f"{actor.uid} attach {record_uid}"
    request = hashlib.sha256(file.filename.encode() + b"\n" + file.sha256).digest()
    return Fingerprint(scope, key, request)


async def check_may_attach(reader: Reader, actor: Actor, record_uid: UUID) -> None:
    """Raise `NotFound` or `NotTheAuthor`, before anything is said about the file."""
    record = await get_record_with_doctor(reader, actor, record_uid)
    check_author(actor, record.doctor.user_id)


async def attach(
    database: Database,
    storage: Storage,
    actor: Actor,
    record_uid: UUID,
    file: CheckedFile,
    identity: Fingerprint | None,
    now: datetime,
) -> Answer:
    """Store a file and add it to a record; what nothing refers to is deleted again.

    Raises `NotFound`, `NotTheAuthor`, `TooMany`.
    """
    sealed = await asyncio.to_thread(_seal, file)
    await storage.put(sealed.storage_key, sealed.content)
    try:
        answer = await idempotency.create(
            database,
            identity,
            lambda unit: add_attachment(unit, actor, record_uid, file, sealed, now),
            sealed=True,
        )
    except OutcomeUnknown:
        # The row may have been saved: a file too many harms less than one that is missing.
        raise
    except Exception:
        await _forget(storage, sealed.storage_key)
        raise
    if answer.replayed:
        await _forget(storage, sealed.storage_key)
    return answer


def _seal(file: CheckedFile) -> SealedFile:
    uid, key = new_uid(), new_stream_key()
    return SealedFile(uid, key, seal_file(key, uid, file.content), new_key())


async def _forget(storage: Storage, key: str) -> None:
    try:
        await storage.delete(key)
    except Unavailable as error:
        log.warning("attachments.orphan", key=key, cause=type(error).__name__)


async def add_attachment(
    unit: UnitOfWork,
    actor: Actor,
    record_uid: UUID,
    file: CheckedFile,
    sealed: SealedFile,
    now: datetime,
) -> AttachmentRead:
    record = await get_record_for_writing(unit, actor, record_uid)
    check_author(actor, record.doctor.user_id)
    if await repository.count_attachments(unit, record) >= MOST_PER_RECORD:
        raise TooMany
    row = Attachment(
        uid=sealed.uid,
        record_id=record.id,
        author_id=actor.known_id,
        sealed=seal_secret(unit.vault, Secret(file.filename, sealed.key), record, sealed.uid),
        media_type=file.media_type,
        size_bytes=len(file.content),
        sha256=file.sha256,
        storage_key=sealed.storage_key,
        created_at=now,
    )
    unit.session.add(row)
    await unit.flush()
    await _audit(unit, actor, "added", row, record_uid, record.patient_id)
    return read_attachment(row, file.filename)


async def open_attachment(
    unit: UnitOfWork, actor: Actor, record_uid: UUID, uid: UUID
) -> StoredFile:
    """What to fetch from the storage. Raises `NotFound`, `SealBroken`, `KeyMissing`."""
    record = await get_record_with_doctor(unit, actor, record_uid)
    row = await repository.get_attachment(unit, record, uid)
    secret = open_secret(unit.vault, row, record)
    if secret.key is None:
        raise SealBroken
    await _audit(unit, actor, "read", row, record_uid, record.patient_id)
    return StoredFile(
        row.uid, secret.filename, row.media_type, row.sha256, row.storage_key, secret.key
    )


async def fetch(storage: Storage, file: StoredFile) -> bytes:
    """The bytes as they came. Raises `FileMissing`, `StorageUnavailable`, `Damaged`."""
    sealed = await storage.get(file.storage_key)
    try:
        return await asyncio.to_thread(_open, file, sealed)
    except SealBroken as error:
        log.error("attachments.damaged", attachment=str(file.uid))  # noqa: TRY400 -- as said
        raise Damaged from error


def _open(file: StoredFile, sealed: bytes) -> bytes:
    content = open_file(file.key, file.uid, [sealed])
    if _sha256(content) != file.sha256:
        raise SealBroken
    return content


async def _audit(
    unit: UnitOfWork, actor: Actor, verb: str, row: Attachment, record_uid: UUID, patient_id: int
) -> None:
    await audit.record(
        unit,
        actor,
        f"{ENTITY}.{verb}",
        ENTITY,
        row.uid,
        patient_id=patient_id,
        record=record_uid,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
    )
