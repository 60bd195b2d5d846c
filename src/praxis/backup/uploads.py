"""Files of records and photos: each is sealed once into a pool that all backups share.

Their keys are random and their content never changes, so a file that is there is the right one.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from praxis.backup.durable import sync_folder, synced_file
from praxis.backup.errors import CutShort, Damaged, FileGone
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import SealedFile
from praxis.backup.sealed import (
    Draft,
    digest_of,
    draft,
    pieces,
    telling_full_disks,
    unseal,
)
from praxis.identity.photos.addresses import PHOTOS, PhotoSize, key_of
from praxis.kit.db.types import SqlConnection

log = structlog.get_logger(__name__)

# obstore's names for files that are being written.
BEING_WRITTEN = "#"
NAMED = """
    SELECT (SELECT array_agg(storage_key) FROM attachments) AS attachments,
           (SELECT array_agg(photo_name) FROM users WHERE photo_name IS NOT NULL) AS photos
"""
MISSING = "missing"
DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A file that a row names and that did not come back: `why` is missing or damaged."""

    name: str
    why: str


class _Unreadable(Exception):
    """A file of the storage, which its disk or its owner does not give."""


def stored_keys(storage: Path) -> Iterator[str]:
    if storage.exists():
        for path in storage.rglob("*"):
            key = path.relative_to(storage).as_posix()
            if _may_be_ours(key) and path.is_file() and not path.is_symlink():
                yield key


def _may_be_ours(key: str) -> bool:
    # Whoever else puts files or folders there may give them any bytes as their names.
    return BEING_WRITTEN not in key and key.isascii()


async def named_keys(connection: SqlConnection) -> set[str]:
    """The files that rows of this database name."""
    row = await connection.fetchrow(NAMED)
    if row is None:
        return set()
    photos = {key_of(name, size) for name in row["photos"] or () for size in PhotoSize}
    return photos | set(row["attachments"] or ())


def add_new(
    storage: Path, folder: BackupFolder, key: BackupKey, *, must_end: Callable[[], bool] = bool
) -> dict[str, SealedFile]:
    """Seal what the pool has not got; returns these. Others may do the same at the same time.

    What cannot be read stops no other: a proof says of which files there is no copy. Raises
    `CutShort`, with what is sealed by then in the pool, once it `must_end`.
    """
    added = {}
    known = folder.upload_keys()
    for name in stored_keys(storage):
        if name not in known:
            if must_end():
                raise CutShort
            found = _seal(storage, folder, key, name)
            if found is not None:
                added[name] = found
    return added


def new_size(storage: Path, folder: BackupFolder) -> int:
    """How many bytes the pool has not got yet."""
    known = folder.upload_keys()
    found = 0
    for name in stored_keys(storage):
        if name not in known:
            with suppress(OSError):
                found += (storage / name).stat().st_size
    return found


def _seal(storage: Path, folder: BackupFolder, key: BackupKey, name: str) -> SealedFile | None:
    """None if the file was deleted since it was listed, or cannot be read."""
    made = _draft(storage, folder, key, name)
    if made is None:
        return None
    digest = made.publish()
    return SealedFile(digest.sha256, digest.size)


def _draft(storage: Path, folder: BackupFolder, key: BackupKey, name: str) -> Draft | None:
    path = storage / name
    try:
        return draft(folder.upload_path(name), key, context(name), _read(path))
    except _Unreadable as error:
        if path.exists():
            log.warning("backup.file_unreadable", file=name, why=str(error))
        return None


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as source:
            yield from pieces(source)
    except OSError as error:
        raise _Unreadable(error.strerror) from error


def describe(
    folder: BackupFolder, storage: Path, known: Mapping[str, SealedFile]
) -> dict[str, SealedFile]:
    """Those of the pool that are in the storage now; hashes that are `known` are not made anew."""
    pool = folder.upload_keys()
    described = {}
    for name in sorted(stored_keys(storage)):
        if name in pool:
            found = known.get(name)
            if found is None:
                digest = digest_of(folder.upload_path(name))
                found = SealedFile(digest.sha256, digest.size)
            described[name] = found
    return described


def with_named(
    folder: BackupFolder, named: Collection[str], listed: Mapping[str, SealedFile]
) -> dict[str, SealedFile]:
    """What is `listed`, and what rows name and the pool has besides: the storage has lost it."""
    kept = dict(listed)
    for name in sorted(folder.upload_keys() & set(named) - set(listed)):
        digest = digest_of(folder.upload_path(name))
        kept[name] = SealedFile(digest.sha256, digest.size)
    return kept


def bring_back(
    folder: BackupFolder, key: BackupKey, target: Path, wanted: Collection[str]
) -> list[Lacking]:
    """Put into `target` the files that rows name, on the disk for good; returns those it has not.

    Files of rows that came later than the chosen second are left out.
    """
    lacking = []
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in sorted(wanted):
        path = target / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with telling_full_disks(target), synced_file(path) as file:
                for piece in unseal(folder.upload_path(name), key, context(name)):
                    file.write(piece)
        except (FileGone, Damaged) as error:
            path.unlink(missing_ok=True)
            lacking.append(Lacking(name, MISSING if isinstance(error, FileGone) else DAMAGED))
    for place in (target, *(path for path in target.rglob("*") if path.is_dir())):
        sync_folder(place)
    return lacking


def verify(
    folder: BackupFolder, key: BackupKey, storage: Path, names: Collection[str]
) -> tuple[list[Lacking], int]:
    """Open each of these; what is damaged and still in the storage is sealed anew, and counted."""
    lacking, mended = [], 0
    for name in sorted(names):
        why = _fault(folder, key, name)
        if why is None:
            continue
        whole = _draft(storage, folder, key, name)
        if whole is None:
            lacking.append(Lacking(name, why))
        else:
            whole.replace()
            mended += 1
    return lacking, mended


def _fault(folder: BackupFolder, key: BackupKey, name: str) -> str | None:
    try:
        for _ in unseal(folder.upload_path(name), key, context(name)):
            pass
    except FileGone:
        return MISSING
    except Damaged:
        return DAMAGED
    return None


def lost(storage: Path, named: Collection[str]) -> list[str]:
    """The files of records that rows name and the storage lacks; photos come and go every day."""
    files = (name for name in sorted(named) if not name.startswith(PHOTOS))
    return [name for name in files if not (storage / name).exists()]


def forget(folder: BackupFolder, storage: Path, listed: Collection[str], before: datetime) -> int:
    """Delete from the pool what no kept backup lists, is in no storage, and is older than them."""
    kept = {*listed, *stored_keys(storage)}
    gone = 0
    for name in folder.upload_keys() - kept:
        path = folder.upload_path(name)
        if path.stat().st_mtime < before.timestamp():
            path.unlink()
            gone += 1
    return gone


def context(name: str) -> str:
    return f"uploads/{name}"
