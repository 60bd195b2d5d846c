"""Takes a backup: of the embedded server while it is used, or a dump of another's database."""

import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from praxis import __version__
from praxis.backup import archive as archives
from praxis.backup import manifest as manifests
from praxis.backup import uploads
from praxis.backup.errors import BackupError, WrongKey
from praxis.backup.folder import BackupFolder, name_of, outdated
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import Kind, Manifest, SealedFile
from praxis.backup.positions import position
from praxis.backup.programs import client_programs, output_of, without_password
from praxis.backup.room import ensure_room
from praxis.backup.sealed import seal_to
from praxis.kit.clock import Clock
from praxis.kit.db.types import SqlConnection

log = structlog.get_logger(__name__)

BASE_FILE = "base.tar.sealed"
DUMP_FILE = "database.dump.sealed"
# Rows of these are never deleted, so that the numbers before and after hold the one between.
COUNTED = (
    *("users", "patients", "doctors", "locations", "visit_types"),
    *("appointments", "appointment_events", "medical_records", "payments", "audit_events"),
)
FACTS = """
    SELECT clock_timestamp() AS at, current_setting('server_version') AS version,
           pg_current_wal_insert_lsn()::text AS lsn,
           (SELECT version_num FROM alembic_version) AS schema
"""
# Of others on an external server it may not be asked.
SIZES = {
    Kind.BASE: "SELECT sum(pg_database_size(oid))::bigint FROM pg_database",
    Kind.DUMP: "SELECT pg_database_size(current_database())",
}
RESERVE = "SELECT pg_create_physical_replication_slot($1, true, true)"
EXISTING = "SELECT relname FROM pg_class WHERE relname = ANY ($1) AND relkind = 'r'"


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up. `uploads_in`: a bucket, which keeps the files instead of the folder.

    `data_dir`: where the backup is going to be proven.
    """

    dsn: str
    kind: Kind
    data_dir: Path
    uploads: Path
    uploads_in: str | None
    archived: bool


@dataclass(frozen=True, slots=True)
class _Facts:
    at: datetime
    version: str
    lsn: str
    schema: str
    counts: Mapping[str, int]


async def take(source: Source, folder: BackupFolder, key: BackupKey, clock: Clock) -> Manifest:
    """Make one backup; it is there whole or not at all. Raises a `BackupError`.

    The folder must be locked.
    """
    connection = await archives.connect(source.dsn)
    try:
        size = int(await connection.fetchval(SIZES[source.kind]) or 0)
        _ensure_room(source, folder, key, size)
        archive = await archives.ensure_archive(connection) if source.archived else None
        with folder.unfinished(clock.now()) as draft:
            before = await _facts(connection)
            files = await _copy_database(connection, source, draft, key)
            after = await _facts(connection)
            kept = _copy_uploads(source, folder, key)
            made = Manifest(
                name=name_of(draft),
                kind=source.kind,
                key=key.id,
                praxis=__version__,
                postgresql=before.version,
                schema=before.schema,
                archive=archive,
                started_at=before.at,
                ended_at=after.at,
                start_lsn=before.lsn,
                end_lsn=after.lsn,
                counts={name: (count, after.counts[name]) for name, count in before.counts.items()},
                files=files,
                uploads=kept,
                uploads_in=source.uploads_in,
                database_bytes=size,
            )
            manifests.write(draft, made, key)
    finally:
        await connection.close()
    log.info("backup.taken", name=made.name, bytes=made.size)
    return made


def _ensure_room(source: Source, folder: BackupFolder, key: BackupKey, size: int) -> None:
    """Raises `DiskFull`, where the backup or its proof would fill a disk that others work on."""
    files = 0 if source.uploads_in is not None else uploads.new_size(source.uploads, folder)
    sealed = expected_size(folder.signed(key), source.kind, size)
    ensure_room((folder.path, sealed + files), (source.data_dir.absolute(), size))


def expected_size(kept: Sequence[Manifest], kind: Kind, size: int) -> int:
    """Of a database of this `size` when it is packed and sealed: at most, by how the last one was.

    It may be packed half as well as that one; `kept` is the oldest first.
    """
    alike = [one for one in kept if one.kind is kind and one.database_bytes]
    if not alike:
        return size
    last = alike[-1]
    return min(size, 2 * last.size * size // last.unpacked_size)


async def _facts(connection: SqlConnection) -> _Facts:
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        raise BackupError("The database is empty: there is nothing to back up yet.")
    row = await connection.fetchrow(FACTS)
    if row is None:
        raise BackupError("The database says nothing of itself.")
    tables = [found["relname"] for found in await connection.fetch(EXISTING, list(COUNTED))]
    counts = {
        # nosemgrep: values-in-sql -- names of our tables
        table: int(await connection.fetchval(f"SELECT count(*) FROM {table}") or 0)  # noqa: S608 -- constants
        for table in sorted(tables)
    }
    return _Facts(row["at"], row["version"], row["lsn"], row["schema"], counts)


async def _copy_database(
    connection: SqlConnection, source: Source, draft: Path, key: BackupKey
) -> dict[str, SealedFile]:
    address, hidden = without_password(source.dsn)
    if source.kind is Kind.DUMP:
        words = ["--format=custom", "--compress=0", "--no-password", f"--dbname={address}"]
        return _seal_output("pg_dump", words, hidden, draft, key)
    # Gone with this connection; until then the server keeps the log that the backup needs.
    await connection.execute(RESERVE, f"praxis_backup_{secrets.token_hex(6)}")
    words = [
        *("--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast"),
        *("--manifest-checksums=SHA256", "--label=praxis"),
        *("--no-password", "--no-sync", f"--dbname={address}"),
    ]
    return _seal_output("pg_basebackup", words, hidden, draft, key)


def _seal_output(
    program: str, words: Sequence[str], hidden: Mapping[str, str], draft: Path, key: BackupKey
) -> dict[str, SealedFile]:
    name = DUMP_FILE if program == "pg_dump" else BASE_FILE
    with output_of(client_programs(), program, words, hidden) as output:
        digest = seal_to(draft / name, key, context(name_of(draft), name), output)
    return {name: SealedFile(digest.sha256, digest.size)}


def _copy_uploads(source: Source, folder: BackupFolder, key: BackupKey) -> dict[str, SealedFile]:
    """After the database: every file that a row in it names was there before the row."""
    if source.uploads_in is not None:
        return {}
    added = uploads.add_new(source.uploads, folder, key)
    known = {name: file for one in folder.listed() for name, file in one.uploads.items()}
    return uploads.describe(folder, source.uploads, {**known, **added})


def forget_old(
    folder: BackupFolder, storage: Path, key: BackupKey, keep: int, now: datetime
) -> list[str]:
    """Delete backups beyond `keep`, but never the newest proven one, and what only they needed.

    What this key has not signed does not count and is not deleted.
    """
    gone = outdated(folder.signed(key), keep, now + archives.LAG)
    for one in gone:
        folder.delete(one.name)
    left, unreadable = _left(folder, key)
    if unreadable:
        # What such a one needs is not known.
        log.warning("backup.nothing_forgotten", unreadable=unreadable)
    elif gone and left:
        listed = {name for one in left for name in one.uploads}
        uploads.forget(folder, storage, listed, min(one.started_at for one in left))
        _forget_log(folder, left)
    return [one.name for one in gone]


def _left(folder: BackupFolder, key: BackupKey) -> tuple[list[Manifest], int]:
    """What any backup names stays, a copy's and another key's, too; how many cannot be read."""
    left, unreadable = [], 0
    for path in folder.whole():
        try:
            left.append(_of_whichever_key(path, key))
        except BackupError:
            unreadable += 1
    return left, unreadable


def _of_whichever_key(path: Path, key: BackupKey) -> Manifest:
    try:
        return manifests.read_copy(path, key)
    except WrongKey:
        return manifests.peek(path)


def _forget_log(folder: BackupFolder, left: Sequence[Manifest]) -> None:
    needed: dict[str, str] = {}
    for one in left:
        if one.archive is not None:
            first = needed.get(one.archive, one.start_lsn)
            needed[one.archive] = min(first, one.start_lsn, key=position)
    for place in folder.wal.iterdir():
        if place.name in needed:
            archives.forget_before(folder, place.name, needed[place.name])
        elif place.is_dir():
            shutil.rmtree(place)


def context(backup: str, name: str) -> str:
    return f"base/{backup}/{name}"
