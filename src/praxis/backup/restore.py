"""Brings a practice back from a backup into an empty place, as it was at a chosen second."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg
import structlog

from praxis.backup import scratch, unfinished, uploads
from praxis.backup.choosing import Chosen
from praxis.backup.durable import sync_folder
from praxis.backup.errors import (
    BackupError,
    NewerThanThis,
    OlderThanThis,
    TargetNotEmpty,
)
from praxis.backup.finishing import Settle, finish
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import Kind, Manifest
from praxis.backup.moving import move_files, refuse_files, refuse_other_disks
from praxis.backup.proof import check_files
from praxis.backup.replay import Replayed, replay
from praxis.backup.room import ensure_room
from praxis.backup.sealed import unseal
from praxis.backup.take import BASE_FILE, context
from praxis.backup.uploads import Lacking
from praxis.kit.clock import Clock
from praxis.kit.db.embedded.folders import Home
from praxis.kit.db.embedded.programs import MAJOR
from praxis.migrations import upgrade as migrations

log = structlog.get_logger(__name__)

RESTORING = "restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    backup: Manifest
    until: datetime | None
    # None where the backup itself was asked for, without what was written after it.
    replayed: Replayed | None
    sessions: int
    uploads: int
    lacking: tuple[Lacking, ...]
    place: Path


async def restore(
    chosen: Chosen,
    key: BackupKey,
    data_dir: Path,
    clock: Clock,
    settle: Settle,
    *,
    as_far_as_it_goes: bool = False,
) -> Restored:
    """All or nothing: the data get their place when they are whole. Raises a `BackupError`."""
    target = scratch.settle(data_dir / "postgres")
    with unfinished.alone(data_dir, target.cluster) as mark:
        refuse_what_is_there(target, data_dir)
        _check_before(chosen)
        mark.begun()
        place = data_dir / RESTORING
        scratch.discard_left(place)
        draft = data_dir / unfinished.FILES_DRAFT
        shutil.rmtree(draft, ignore_errors=True)
        home = scratch.settle(place)
        try:
            refuse_other_disks(home, target, data_dir / unfinished.FILES)
            _ensure_room(chosen, home, data_dir)
            replayed = _lay_out(chosen, key, home, as_far_as_it_goes=as_far_as_it_goes)
            sessions, wanted = await _finish(chosen, home, clock, settle)
            lacking = uploads.bring_back(chosen.folder, key, draft, wanted)
            scratch.sync(home)
            refuse_what_is_there(target, data_dir)
            mark.placing(draft)
            _put_in_place(home, target, draft, data_dir)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            scratch.discard(home)
    log.info("backup.restored", name=chosen.backup.name, place=str(target.cluster))
    came = len(wanted) - len(lacking)
    return Restored(
        chosen.backup, chosen.at, replayed, sessions, came, tuple(lacking), target.cluster
    )


def refuse_what_is_there(target: Home, data_dir: Path) -> None:
    files = data_dir / unfinished.FILES
    if target.cluster.exists():
        raise TargetNotEmpty(target.cluster)
    refuse_files(files)


def _check_before(chosen: Chosen) -> None:
    made = chosen.backup
    if made.kind is Kind.DUMP:
        raise BackupError(
            f"{made.name} is a dump of an external database. Write it out with `praxis restore "
            "… --dump FILE` and load it with pg_restore; docs/backup.md has the steps."
        )
    major = made.postgresql.partition(".")[0]
    if major.isdigit() and int(major) < MAJOR:
        raise OlderThanThis(made.name, major, str(MAJOR))
    if major != str(MAJOR):
        raise NewerThanThis("PostgreSQL", major, str(MAJOR))
    if made.schema not in migrations.revisions():
        raise NewerThanThis("the schema", made.schema, migrations.head_revision())
    check_files(made, chosen.folder)


def _ensure_room(chosen: Chosen, home: Home, data_dir: Path) -> None:
    """Raises `DiskFull`: before hours were spent on what does not fit."""
    made = chosen.backup
    database = made.unpacked_size
    if chosen.with_archive and made.archive is not None:
        database += scratch.log_size(chosen.folder, made.archive, made.start_lsn)
    files = sum(file.size for file in made.uploads.values())
    ensure_room((home.folder, database), (data_dir, files))


def _lay_out(
    chosen: Chosen, key: BackupKey, home: Home, *, as_far_as_it_goes: bool
) -> Replayed | None:
    """None where the backup is restored as it was at its end."""
    made = chosen.backup
    path = chosen.folder.base / made.name / BASE_FILE
    content = unseal(path, key, context(made.name, BASE_FILE))
    scratch.unpack_base(home, content, str(path), made.unpacked_size)
    if not chosen.with_archive:
        return None
    return replay(made, chosen.folder, key, home, chosen.at, as_far_as_it_goes=as_far_as_it_goes)


async def _finish(chosen: Chosen, home: Home, clock: Clock, settle: Settle) -> tuple[int, set[str]]:
    """How many sessions were ended, and which files rows name that the backup should have."""
    with scratch.running(home) as dsn:
        sessions = await finish(dsn, clock, settle, backup=chosen.backup.name, until=chosen.at)
        if chosen.backup.uploads_in is not None:
            return sessions, set()
        return sessions, await _named_uploads(dsn)


async def _named_uploads(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn, timeout=30)
    try:
        return await uploads.named_keys(connection)
    finally:
        await connection.close()


def _put_in_place(home: Home, target: Home, draft: Path, data_dir: Path) -> None:
    """The database last: without it, nothing takes the rest for a practice."""
    move_files(draft, data_dir / unfinished.FILES)
    home.cluster.rename(target.cluster)
    sync_folder(target.folder)
    sync_folder(home.folder)
