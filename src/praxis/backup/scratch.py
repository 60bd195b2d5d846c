"""A server of its own for data from a backup: to prove it, or to bring it back."""

import os
import re
import shutil
import tarfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from praxis.backup import archive as archives
from praxis.backup.errors import BackupError, Damaged, FileGone
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey
from praxis.backup.positions import (
    SEGMENT_BYTES,
    last_segment_before,
    nameless,
    position,
    segment_number,
)
from praxis.backup.programs import run
from praxis.backup.room import ensure_room
from praxis.backup.sealed import Stream, telling_full_disks, unseal
from praxis.kit.db.embedded.cluster import SUPERUSER, Answer, Cluster
from praxis.kit.db.embedded.folders import LOG as SERVER_LOG
from praxis.kit.db.embedded.folders import SHARED_ROOT, Home, prepare
from praxis.kit.db.embedded.processes import kill_orphans
from praxis.kit.db.embedded.programs import find_programs
from praxis.kit.db.embedded.server import DATABASE
from praxis.kit.db.embedded.sockets import PORT

POLL_SECONDS = 0.05
# Until a server that replays its log answers: a day of a busy practice takes minutes.
RECOVERY_SECONDS = 6 * 3600.0
COPY_BYTES = 256 * 1024
LOG = "pg_wal"
LAST_COMMIT = re.compile(
    r"last completed transaction was at log time (\d{4}-\d\d-\d\d [\d:.]+)[+]00"
)
TOO_SHORT = "recovery ended before configured recovery target was reached"
TOO_EARLY = "requested recovery stop point is before consistent recovery point"
# Data that is thrown away, or that the disk is told to keep at the end, as a whole.
CARELESS = {"fsync": "off", "full_page_writes": "off", "max_connections": "20"}


class RecoveryEndedEarly(BackupError):
    """The log ends before the second that was asked for."""


class RecoveryTooEarly(BackupError):
    """The second that was asked for is before the base backup was whole."""


def settle(place: Path) -> Home:
    """A folder for a server, where PostgreSQL's user can reach it."""
    return prepare(place, SHARED_ROOT)


def discard(home: Home) -> None:
    shutil.rmtree(home.folder, ignore_errors=True)


def discard_left(place: Path) -> None:
    """Away with what one that was killed has left, its server first."""
    home = settle(place)
    if home.cluster.exists():
        Cluster(home, find_programs(home.account, SHARED_ROOT), {}).stop(
            5.0, immediate_seconds=15.0
        )
        kill_orphans(home.cluster)
    discard(home)


def unpack_base(home: Home, content: Iterator[bytes], what: str, size: int) -> None:
    """Write the tar of a base backup as the home's cluster. Raises `Damaged`, `DiskFull`.

    `size`: what it takes then, in bytes.
    """
    ensure_room((home.folder, size))
    home.cluster.mkdir(mode=0o700)
    home.account.give(home.cluster)
    with telling_full_disks(home.folder):
        try:
            with tarfile.open(fileobj=Stream(content), mode="r|") as tar:
                for member in tar:
                    _unpack(tar, member, home, what)
        except tarfile.TarError as error:
            raise Damaged(what) from error
    # The seal of the last piece is what says that nothing was cut off.
    for _ in content:
        pass


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, home: Home, what: str) -> None:
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts:
        raise Damaged(what)
    path = home.cluster / name
    if member.isdir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif member.isreg():
        source = tar.extractfile(member)
        if source is None:
            raise Damaged(what)
        with path.open("xb") as file:
            shutil.copyfileobj(source, file, COPY_BYTES)
        path.chmod(0o600)
    else:
        raise BackupError(
            f"{what} holds a table space outside the data folder ({member.name}), which Praxis "
            "does not restore: use PostgreSQL's own tools."
        )
    home.account.give(path)


def log_size(folder: BackupFolder, archive: str, start_lsn: str) -> int:
    """What the log of an archive from there on takes when it is laid out."""
    least = archives.first_segment(start_lsn)
    names = {name[8:24] for name, _ in archives.segments(folder, archive)}
    return sum(name >= least for name in names) * SEGMENT_BYTES


def add_log(
    home: Home, folder: BackupFolder, key: BackupKey, archive: str, covered: str | None
) -> str | None:
    """Lay the archive's segments into the cluster, for recovery to read, while one follows another.

    Returns what ends them before `covered`, the place that the archive is said to reach, or None.
    What came with the base backup is whole, and older segments are not asked for. No command of a
    shell fetches them: nothing to quote, and root's keys stay with root.
    """
    found: dict[int, tuple[str, Path]] = {}
    for name, sealed in archives.segments(folder, archive):
        if archives.HISTORY.fullmatch(name):
            with suppress(Damaged, FileGone):
                _lay(home, key, archive, name, sealed)
        else:
            found.setdefault(segment_number(name), (name, sealed))
    here = {
        segment_number(path.name)
        for path in (home.cluster / LOG).iterdir()
        if archives.SEGMENT.fullmatch(path.name)
    }
    reach = 0 if covered is None else last_segment_before(position(covered))
    for number in range(min(here, default=0), max(*here, *found, reach, 0) + 1):
        if number in here:
            continue
        fault = _lay_segment(home, key, archive, found.get(number))
        if fault is not None:
            # Beyond what is covered nothing was promised.
            return f"the segment …{nameless(number)} is {fault}" if number <= reach else None
    return None


def _lay_segment(
    home: Home, key: BackupKey, archive: str, found: tuple[str, Path] | None
) -> str | None:
    if found is None:
        return "missing"
    try:
        _lay(home, key, archive, *found)
    except FileGone:
        return "missing"
    except Damaged:
        return "damaged"
    return None


def _lay(home: Home, key: BackupKey, archive: str, name: str, sealed: Path) -> None:
    path = home.cluster / LOG / name.removesuffix(archives.PARTIAL)
    try:
        with telling_full_disks(home.folder), path.open("wb") as file:
            for piece in unseal(sealed, key, archives.context(archive, name)):
                file.write(piece)
    except BaseException:
        path.unlink()
        raise
    path.chmod(0o600)
    home.account.give(path)


def replayed_until(home: Home) -> int:
    """The place in the log where the server of this home stopped to replay it.

    By the history of the timeline that it began there.
    """
    histories = sorted(path for path in (home.cluster / LOG).glob("*.history"))
    lines = [line.split() for line in histories[-1].read_text().splitlines()] if histories else []
    places = [line[1] for line in lines if line and not line[0].startswith("#")]
    return position(places[-1]) if places else 0


def last_commit(home: Home) -> datetime | None:
    """When the last transaction that was replayed was committed, as its server's log says."""
    with os.fdopen(home.open_private(SERVER_LOG, os.O_RDONLY), errors="replace") as file:
        said = LAST_COMMIT.findall(file.read())
    return datetime.fromisoformat(f"{said[-1]}+00:00") if said else None


def prepare_recovery(home: Home) -> None:
    """Have the server replay all of the log that is there, and begin a timeline of its own."""
    signal = home.cluster / "recovery.signal"
    signal.touch(mode=0o600)
    home.account.give(signal)


def sync(home: Home) -> None:
    """Have the disk keep all that was written carelessly. The server must have stopped."""
    programs = find_programs(home.account, SHARED_ROOT)
    run(programs, "initdb", "--sync-only", "-D", str(home.cluster), account=home.account)


@contextmanager
def running(home: Home, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of the server of this home, once it has recovered.

    Raises `RecoveryEndedEarly`, `RecoveryTooEarly`, or `BackupError` with its last words.
    """
    programs = find_programs(home.account, SHARED_ROOT)
    # No command fetches the log, and PostgreSQL wants one to be named: this says "not there".
    always = {"restore_command": "false", "hot_standby": "off", "archive_mode": "off"}
    cluster = Cluster(home, programs, {**CARELESS, **always, **(settings or {})})
    cluster.launch()
    try:
        yield _address(home, cluster)
    finally:
        cluster.stop(60.0, immediate_seconds=15.0)


def _address(home: Home, cluster: Cluster) -> str:
    deadline = time.monotonic() + RECOVERY_SECONDS
    while cluster.answer() is not Answer.READY:
        if cluster.pid() is None:
            raise _failure(cluster)
        if time.monotonic() > deadline:
            raise BackupError(f"The scratch server in {home.folder} does not answer.")
        time.sleep(POLL_SECONDS)
    return f"postgresql:///{DATABASE}?host={cluster.sockets()}&port={PORT}&user={SUPERUSER}"


def _failure(cluster: Cluster) -> BackupError:
    last_words = cluster.log_tail(30)
    if TOO_SHORT in last_words:
        return RecoveryEndedEarly(TOO_SHORT)
    if TOO_EARLY in last_words:
        return RecoveryTooEarly(TOO_EARLY)
    fatal = [line for line in last_words.splitlines() if "FATAL" in line or "PANIC" in line]
    return BackupError(f"PostgreSQL does not start with it: {' '.join(fatal) or last_words}")


def make_empty(home: Home) -> None:
    """A cluster with an empty database in it."""
    programs = find_programs(home.account, SHARED_ROOT)
    cluster = Cluster(home, programs, CARELESS)
    cluster.create_if_missing()
    cluster.launch()
    try:
        _address(home, cluster)
        cluster.create_database(DATABASE)
    finally:
        cluster.stop(60.0, immediate_seconds=15.0)
