"""Shows that a backup can be restored, by doing it on a server that is thrown away after."""

import fcntl
import os
import subprocess
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import structlog

from praxis.audit.verify import verify
from praxis.backup import manifest as manifests
from praxis.backup import programs, scratch, uploads
from praxis.backup.errors import BackupError, Damaged
from praxis.backup.faults import files_in, of_file, of_lost
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey
from praxis.backup.log_check import check_log
from praxis.backup.manifest import Kind, Manifest, Proof, SealedFile
from praxis.backup.room import ensure_room
from praxis.backup.sealed import digest_of, unseal
from praxis.backup.sent import check_unpacked
from praxis.backup.take import BASE_FILE, DUMP_FILE, context
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database
from praxis.kit.db.embedded import EmbeddedServerError
from praxis.kit.db.embedded.folders import SHARED_ROOT, Home
from praxis.kit.db.embedded.programs import find_programs
from praxis.kit.errors import DomainError

log = structlog.get_logger(__name__)

SCRATCH = "scratch-backup"
SCRATCH_LOCK = "scratch-backup.lock"
# Each file of the pool is opened once in as many days.
TURNS = 14


async def prove(
    made: Manifest, folder: BackupFolder, key: BackupKey, data_dir: Path, clock: Clock
) -> Manifest:
    """The manifest with what was found, which is written down beside the backup, too.

    Whatever goes wrong is a proof that failed. The folder must be locked. There is one scratch
    server in a data folder at a time.
    """
    uploads_kept = made.uploads
    try:
        found = await _check(made, folder, key, data_dir)
        proof = Proof(clock.now(), ok=True, checks=tuple(found.checks), faults=tuple(found.faults))
        uploads_kept = found.uploads
    except Exception as error:  # noqa: BLE001 -- a backup without a proof is one that nobody hears of
        log.warning("backup.proof_failed", name=made.name, cause=type(error).__name__)
        proof = Proof(clock.now(), ok=False, checks=(_words(error),))
    proven = replace(made, proof=proof, uploads=uploads_kept)
    manifests.write(folder.base / made.name, proven, key)
    return proven


def _words(error: Exception) -> str:
    """For the manifest: of what is not known to hold no patient's data, the type alone."""
    kind = type(error).__name__
    match error:
        case BackupError() | EmbeddedServerError():
            return str(error)
        case DomainError() | OSError() | subprocess.TimeoutExpired():
            return f"{kind}: {error}"
        case asyncpg.PostgresError() | asyncpg.InterfaceError():
            return f"{kind}: {error}"
        case _:
            return kind


def check_files(made: Manifest, folder: BackupFolder) -> None:
    """Raises `FileGone` or `Damaged` unless the database's files are as the manifest has them."""
    for name, file in made.files.items():
        path = folder.base / made.name / name
        if digest_of(path).sha256 != file.sha256:
            raise Damaged(str(path))


@dataclass(frozen=True, slots=True)
class _Found:
    """What was seen; what does not spoil this backup, and somebody must see to; its files."""

    checks: list[str]
    faults: list[str]
    uploads: Mapping[str, SealedFile]


async def _check(made: Manifest, folder: BackupFolder, key: BackupKey, data_dir: Path) -> _Found:
    check_files(made, folder)
    checks = [f"{len(made.files)} files as listed"]
    with _scratch_home(data_dir) as home:
        if made.kind is Kind.BASE:
            _unpack(made, folder, key, home)
            checks.append(f"{check_unpacked(home.cluster)} files as PostgreSQL sent them")
        else:
            _load(made, folder, key, home)
        with scratch.running(home) as dsn:
            checks += await _look(dsn, made)
            named = await _named(dsn)
        # Of the server that has stopped: every page is read.
        _run(home, "pg_checksums", "--check", "-D", str(home.cluster))
        checks.append("checksums of all pages")
    before = _proven_before(made, folder, key)
    faults = [] if before is None else check_log(before, made, folder, key)
    kept = made.uploads
    if made.uploads_in is None:
        checks.append(f"{len(named)} files that rows name")
        storage = data_dir / "attachments"
        faults += _check_uploads(made, before, named, folder, key, storage)
        kept = uploads.with_named(folder, named, kept)
    return _Found(checks, faults, kept)


def _check_uploads(
    made: Manifest,
    before: Manifest | None,
    named: set[str],
    folder: BackupFolder,
    key: BackupKey,
    storage: Path,
) -> list[str]:
    """All are there; those open that are new or were lacking at the last proof, and some others."""
    known = folder.upload_keys()
    old = set() if before is None else set(before.uploads)
    turn = made.started_at.date().toordinal() % TURNS
    lacked = files_in(before.proof.faults) if before and before.proof else set()
    asked = {one for one in named if one not in old or one not in known or _turn(one) == turn}
    asked |= named & lacked
    lacking, mended = uploads.verify(folder, key, storage, asked)
    faults = [of_file(one.name, one.why) for one in lacking]
    without = {one.name for one in lacking}
    faults += [of_lost(name) for name in uploads.lost(storage, named - without)]
    if mended:
        faults.append(f"{mended} files were missing or damaged and were sealed anew")
    return faults


def _turn(name: str) -> int:
    return zlib.crc32(name.encode()) % TURNS


def _proven_before(made: Manifest, folder: BackupFolder, key: BackupKey) -> Manifest | None:
    kept = reversed(folder.signed(key))
    return next((one for one in kept if one.is_proven and one.ended_at < made.started_at), None)


async def _named(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn, timeout=30)
    try:
        return await uploads.named_keys(connection)
    finally:
        await connection.close()


@contextmanager
def _scratch_home(data_dir: Path) -> Iterator[Home]:
    place = data_dir.absolute() / SCRATCH
    with _alone(data_dir):
        # A proof that was killed leaves its server and its folder behind.
        scratch.discard_left(place)
        home = scratch.settle(place)
        try:
            yield home
        finally:
            scratch.discard(home)


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Wait for the proof of a backup into another folder; the kernel drops a dead one's lock."""
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / SCRATCH_LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _unpack(made: Manifest, folder: BackupFolder, key: BackupKey, home: Home) -> None:
    path = folder.base / made.name / BASE_FILE
    content = unseal(path, key, context(made.name, BASE_FILE))
    scratch.unpack_base(home, content, str(path), made.unpacked_size)


def _load(made: Manifest, folder: BackupFolder, key: BackupKey, home: Home) -> None:
    ensure_room((home.folder, made.unpacked_size))
    scratch.make_empty(home)
    path = folder.base / made.name / DUMP_FILE
    content = unseal(path, key, context(made.name, DUMP_FILE))
    with scratch.running(home) as dsn:
        programs.run(
            programs.client_programs(),
            "pg_restore",
            *("--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={dsn}"),
            source=content,
        )


def _run(home: Home, name: str, *words: str) -> None:
    found = find_programs(home.account, SHARED_ROOT)
    programs.run(found, name, *words, account=home.account)


async def _look(dsn: str, made: Manifest) -> list[str]:
    connection = await asyncpg.connect(dsn, timeout=30)
    try:
        schema = await connection.fetchval("SELECT version_num FROM alembic_version")
        if schema != made.schema:
            raise BackupError(f"its schema is {schema}, not {made.schema}")
        for table, (before, after) in made.counts.items():
            # nosemgrep: values-in-sql -- names of our tables
            count = await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 -- our names, signed
            if not min(before, after) <= count <= max(before, after):
                raise BackupError(f"{table} has {count} rows, not {before} to {after}")
    finally:
        await connection.close()
    database = Database(dsn, pool_size=1)
    try:
        report = await database.read(verify)
    finally:
        await database.close()
    if not report.ok:
        raise BackupError(f"the audit's chain has {report.fault_count} faults")
    rows = sum(after for _, after in made.counts.values())
    return [
        "starts and recovers",
        f"schema {made.schema}",
        f"{rows} rows of {len(made.counts)} tables",
        f"audit chain of {report.seals} seals",
    ]
