"""The write-ahead log since the base backups, so that any second can be restored.

A replication slot keeps the log in the server until it was fetched, over restarts too; its name is
the name of the archive. A restored server has no slots: it begins an archive of its own, and never
writes into that of the server it came from. pg_receivewal fetches into a spool; from there each
segment is sealed into the folder of backups, the unfinished one again and again.
"""

import asyncio
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import orjson

from praxis.backup.errors import BackupError
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey
from praxis.backup.positions import is_between_pages, nameless, position, segment_with
from praxis.backup.sealed import SUFFIX, Draft, draft, pieces, seal_to, unseal
from praxis.kit.db import connecting
from praxis.kit.db.types import SqlConnection

SLOT_PREFIX = "praxis_archive_"
SPOOL = "wal-spool"
PARTIAL = ".partial"
COVERED = "covered"
SEGMENT = re.compile(r"[0-9A-F]{24}")
HISTORY = re.compile(r"[0-9A-F]{8}\.history")
FETCHED_WITHIN = 5.0
# A machine that is busy with a backup may lag, besides the interval; and clocks may differ.
LAG = timedelta(minutes=10)
POLL_SECONDS = 0.1

SLOTS = """
    SELECT slot_name, wal_status, active FROM pg_replication_slots
    WHERE slot_type = 'physical' AND NOT temporary AND starts_with(slot_name, $1)
    ORDER BY slot_name
"""
MAKE_SLOT = "SELECT pg_create_physical_replication_slot($1, true)"
# Of a server that was killed: nobody waits for what that one fetches.
FREE_SLOT = """
    SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots
    WHERE slot_name = $1 AND active_pid IS NOT NULL
"""
HERE = "SELECT clock_timestamp() AS at, pg_current_wal_flush_lsn()::text AS lsn"
# A record of its own: between two pages the server may have stopped in the middle of one.
RECORD = "SELECT pg_logical_emit_message(true, 'praxis', '')::text"
IS_FETCHED = """
    SELECT coalesce(bool_or(r.write_lsn >= $2::text::pg_lsn), false)
    FROM pg_replication_slots s JOIN pg_stat_replication r ON r.pid = s.active_pid
    WHERE s.slot_name = $1
"""


@dataclass(frozen=True, slots=True)
class Covered:
    """All that was committed by `until` is in the archive."""

    until: datetime
    lsn: str


async def find_archive(connection: SqlConnection) -> str | None:
    """The archive that this server keeps its log for, if that has not been given up."""
    for row in await connection.fetch(SLOTS, SLOT_PREFIX):
        if row["wal_status"] != "lost":
            return str(row["slot_name"])
    return None


async def has_lost(connection: SqlConnection) -> bool:
    """Whether the server gave an archive's log up, for it was too much."""
    found = await connection.fetch(SLOTS, SLOT_PREFIX)
    return any(row["wal_status"] == "lost" for row in found)


async def ensure_archive(connection: SqlConnection) -> str:
    """The same, begun anew where there is none."""
    found = await find_archive(connection)
    if found is not None:
        return found
    await drop_archives(connection)
    name = SLOT_PREFIX + secrets.token_hex(6)
    await connection.execute(MAKE_SLOT, name)
    return name


async def drop_archives(connection: SqlConnection) -> None:
    """Have the server keep nothing any more: what was not fetched is not missed."""
    for row in await connection.fetch(SLOTS, SLOT_PREFIX):
        if not row["active"]:
            await connection.execute("SELECT pg_drop_replication_slot($1)", row["slot_name"])


async def free(connection: SqlConnection, archive: str) -> None:
    """Have nobody fetch the log of this archive."""
    await connection.execute(FREE_SLOT, archive)


def spool_of(data_dir: Path, archive: str) -> Path:
    return data_dir / SPOOL / archive


def other_spools(data_dir: Path, archive: str) -> list[Path]:
    """Those of archives that were given up: a data folder has one at a time."""
    return [path for path in (data_dir / SPOOL).glob(f"{SLOT_PREFIX}*") if path.name != archive]


def salvage(spool: Path, folder: BackupFolder, key: BackupKey) -> None:
    """Seal what was fetched into an archive that has ended, however far that is."""
    read = _Read(folder, key, spool.name)
    try:
        read.take(spool)
        read.publish()
    finally:
        read.discard()


async def ship(
    connection: SqlConnection,
    folder: BackupFolder,
    key: BackupKey,
    archive: str,
    spool: Path,
    add_uploads: Callable[[], None],
) -> Covered | None:
    """Seal what has been fetched; how far the archive then reaches, or None if it lags.

    Whole segments leave the spool one by one, so that a disk that fills frees what it can. Files of
    records are added after the log was read and before it counts: none that a row in it names is
    lacking.
    """
    here = await _here(connection)
    fetched = await _is_fetched(connection, archive, here.lsn)
    read = _Read(folder, key, archive)
    try:
        read.take(spool)
        add_uploads()
        read.publish()
    finally:
        read.discard()
    if not (fetched and read.complete):
        return None
    _write_covered(folder, key, archive, here)
    return here


async def _here(connection: SqlConnection) -> Covered:
    """Where the log is, at the end of a record, so that whoever replays it gets there."""
    row = await connection.fetchrow(HERE)
    if row is None:
        raise BackupError("The server does not say where its log is.")
    if not is_between_pages(position(row["lsn"])):
        return Covered(row["at"], row["lsn"])
    return Covered(row["at"], str(await connection.fetchval(RECORD)))


async def _is_fetched(connection: SqlConnection, archive: str, lsn: str) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + FETCHED_WITHIN
    while not await connection.fetchval(IS_FETCHED, archive, lsn):
        if loop.time() > deadline:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True


class _Read:
    """What the spool held at one moment. The unfinished segment is not in its place at once."""

    def __init__(self, folder: BackupFolder, key: BackupKey, archive: str) -> None:
        self._target = folder.wal / archive
        self._key = key
        self._archive = archive
        self._partial: list[tuple[Draft, int]] = []
        # False if a segment was finished in the middle of this: it is sealed next time.
        self.complete = False

    def take(self, spool: Path) -> None:
        if not spool.exists():
            return
        # Listed once: a segment that is finished later would be missed before the one after it.
        there = sorted(spool.iterdir())
        for path in there:
            if SEGMENT.fullmatch(path.name) or HISTORY.fullmatch(path.name):
                self._move_whole(path)
        try:
            for path in there:
                if path.name.endswith(PARTIAL):
                    self._take_partial(path)
        except FileNotFoundError:
            return
        self.complete = True

    def _move_whole(self, path: Path) -> None:
        sealed = self._target / f"{path.name}{SUFFIX}"
        if not sealed.exists():
            self._draft(path, sealed).publish()
        (self._target / f"{path.name}{PARTIAL}{SUFFIX}").unlink(missing_ok=True)
        if SEGMENT.fullmatch(path.name):
            path.unlink(missing_ok=True)

    def _take_partial(self, path: Path) -> None:
        """Again only if it was written to since; its time is that of what was read at least."""
        written = path.stat().st_mtime_ns
        sealed = self._target / f"{path.name}{SUFFIX}"
        if not sealed.exists() or sealed.stat().st_mtime_ns != written:
            self._partial.append((self._draft(path, sealed), written))

    def _draft(self, path: Path, sealed: Path) -> Draft:
        with path.open("rb") as file:
            return draft(sealed, self._key, context(self._archive, path.name), pieces(file))

    def publish(self) -> None:
        for made, written in self._partial:
            made.replace(written)

    def discard(self) -> None:
        for made, _ in self._partial:
            made.discard()


def _write_covered(folder: BackupFolder, key: BackupKey, archive: str, covered: Covered) -> None:
    content = orjson.dumps({"until": covered.until.isoformat(), "lsn": covered.lsn})
    path = folder.wal / archive / f"{COVERED}{SUFFIX}"
    seal_to(path, key, context(archive, COVERED), iter([content]))


def read_covered(folder: BackupFolder, key: BackupKey, archive: str) -> Covered | None:
    path = folder.wal / archive / f"{COVERED}{SUFFIX}"
    if not path.exists():
        return None
    found = orjson.loads(b"".join(unseal(path, key, context(archive, COVERED))))
    return Covered(datetime.fromisoformat(found["until"]), found["lsn"])


def latest_cover(folder: BackupFolder, archive: str) -> datetime | None:
    """When it was last said how far the archive reaches; without the key, by the file's time."""
    try:
        written = (folder.wal / archive / f"{COVERED}{SUFFIX}").stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(written, UTC)


def segments(folder: BackupFolder, archive: str) -> Iterator[tuple[str, Path]]:
    """Names as PostgreSQL looks for them, and the sealed files; the whole ones first."""
    place = folder.wal / archive
    found = [path for path in sorted(place.glob(f"*{SUFFIX}")) if not path.name.startswith(".")]
    names = [(path.name.removesuffix(SUFFIX), path) for path in found]
    yield from ((n, p) for n, p in names if SEGMENT.fullmatch(n) or HISTORY.fullmatch(n))
    yield from ((n, p) for n, p in names if n.endswith(PARTIAL))


def first_segment(start_lsn: str) -> str:
    """The name, without its timeline, of the segment of 16 MiB where this place of the log lies."""
    return nameless(segment_with(position(start_lsn)))


def forget_before(folder: BackupFolder, archive: str, start_lsn: str) -> int:
    """Delete the segments that no kept backup needs."""
    least = first_segment(start_lsn)
    gone = 0
    for name, path in list(segments(folder, archive)):
        if not HISTORY.fullmatch(name) and name[8:24] < least:
            path.unlink()
            gone += 1
    return gone


def context(archive: str, name: str) -> str:
    return f"wal/{archive}/{name}"


async def connect(dsn: str) -> SqlConnection:
    """Raises `BackupError` where the server does not answer."""
    told = {"application_name": "praxis backup", "jit": "off"}
    try:
        return await connecting.connect(dsn, server_settings=told)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise BackupError(f"The database cannot be reached: {error}") from error
