"""The photo of an account: put beside its row, as attachments are, and the older one deleted."""

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import structlog
from sqlalchemy import select

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.auth import Actor
from praxis.identity.errors import UserNotFound
from praxis.identity.models import Role, User
from praxis.identity.photos.addresses import PhotoSize, key_of, new_name
from praxis.identity.photos.errors import EmptyPhoto, PhotoNotFound, PhotoTooLarge
from praxis.identity.photos.images import make_photo
from praxis.identity.schemas import UserRead
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.errors import OutcomeUnknown, Unavailable
from praxis.kit.etags import IfMatch
from praxis.kit.storage import Storage

log = structlog.get_logger(__name__)

MOST_BYTES = 8 * 1024 * 1024
# A picture that unfolds takes a hundred megabytes for a moment: one after the other.
_decoder = ThreadPoolExecutor(1, "photos")


async def prepare(content: bytes) -> dict[PhotoSize, bytes]:
    """The sizes of a photo of at most `MOST_BYTES`.

    Raises `EmptyPhoto`, `PhotoTooLarge`, `NoPhoto`, `AnimatedPhoto`, `TooManyPixels`.
    """
    if not content:
        raise EmptyPhoto(pointer="/file")
    if len(content) > MOST_BYTES:
        raise PhotoTooLarge(limit_bytes=MOST_BYTES)
    return await asyncio.get_running_loop().run_in_executor(_decoder, make_photo, content)


async def replace_photo(
    database: Database,
    storage: Storage,
    actor: Actor,
    photo: Mapping[PhotoSize, bytes],
    if_match: IfMatch,
) -> UserRead:
    """Put the photo in place of what there was. Raises `Stale`, and then nothing is left behind."""
    name = new_name()
    try:
        for size, content in photo.items():
            await storage.put(key_of(name, size), content)
        user, older = await database.transact(lambda unit: _set_name(unit, actor, name, if_match))
    except OutcomeUnknown:
        # The row may name it: a file too many harms less than one that is missing.
        raise
    except Exception:
        await _forget(storage, [name])
        raise
    await _forget(storage, [older] if older else [])
    return user


async def remove_photo(
    database: Database, storage: Storage, actor: Actor, if_match: IfMatch
) -> None:
    """Without a photo this does nothing. Raises `Stale`."""
    _, older = await database.transact(lambda unit: _set_name(unit, actor, None, if_match))
    await _forget(storage, [older] if older else [])


async def _set_name(
    unit: UnitOfWork, actor: Actor, name: str | None, if_match: IfMatch
) -> tuple[UserRead, str | None]:
    user = await repository.lock_user(unit, actor.uid) if actor.uid else None
    if user is None:
        raise UserNotFound
    if_match.check(user.version)
    older = user.photo_name
    if older != name:
        user.photo_name = name
        user.version += 1
        await unit.flush()
        await audit.record(unit, actor, "user.updated", "user", user.uid, fields=["photo"])
    return UserRead.of(user), older


async def find_photo(reader: Reader, name: str) -> bool:
    """Whether it is one that anybody is shown: a doctor's. Raises `PhotoNotFound`."""
    role = await reader.session.scalar(
        select(User.role).where(User.photo_name == name, User.active)
    )
    if role is None:
        raise PhotoNotFound
    return bool(role == Role.DOCTOR)


async def _forget(storage: Storage, names: Iterable[str]) -> None:
    for name in names:
        for size in PhotoSize:
            try:
                await storage.delete(key_of(name, size))
            except Unavailable as error:
                log.warning("photos.orphan", key=key_of(name, size), cause=type(error).__name__)
