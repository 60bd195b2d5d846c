"""Carries a cluster of an older PostgreSQL over to this one, by pg_upgrade, into a copy beside it.

The old cluster is only read, and kept as `cluster.old`. Until the copy is whole and marked so, the
old one is the cluster; a start after an interrupted upgrade takes up where that stood.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import structlog

from praxis.kit.db.embedded.errors import (
    DataOfNewerVersion,
    DataOfOtherVersion,
    OldClusterInTheWay,
    StatementFailed,
    UpgradeFailed,
)
from praxis.kit.db.embedded.folders import OLD_CLUSTER, UPGRADING_CLUSTER, Home
from praxis.kit.db.embedded.processes import kill_orphans
from praxis.kit.db.embedded.programs import MAJOR, Programs, environment, find_older_programs
from praxis.kit.db.embedded.sockets import PORT

log = structlog.get_logger(__name__)

DATA = "data"
# Laid there when all is done: without it what stands beside it is a half.
MARK = "upgraded"
CLEAN = "shut down"
STARTED_WITHIN = 900.0
# What pg_ctl itself needs to give up.
MARGIN = 30.0


def finish_interrupted(home: Home) -> None:
    """Do what an upgrade that was interrupted had left to do, or sweep away what it had begun."""
    work = home.folder / UPGRADING_CLUSTER
    if not work.exists():
        return
    if (work / MARK).exists():
        _swap(home, work)
        return
    if home.cluster.exists():
        shutil.rmtree(work)


def upgrade_if_older(home: Home, programs: Programs, shared_root: Path, user: str) -> None:
    """Have the cluster be this PostgreSQL's. Raises an `EmbeddedServerError` with what to do.

    No server may run on it.
    """
    found = _version(home.cluster)
    if found == str(MAJOR):
        return
    if not found.isdigit():
        raise DataOfOtherVersion(home.cluster, found, MAJOR, programs.folder)
    if int(found) > MAJOR:
        raise DataOfNewerVersion(home.cluster, found, MAJOR)
    older = find_older_programs(int(found), home.account, shared_root)
    if older is None:
        raise DataOfOtherVersion(home.cluster, found, MAJOR, programs.folder)
    if (home.folder / OLD_CLUSTER).exists():
        raise OldClusterInTheWay(home.folder / OLD_CLUSTER, home.cluster)
    log.warning("embedded.upgrading", cluster=str(home.cluster), found=found, wanted=MAJOR)
    try:
        _upgrade(home, older, programs, user)
    except (StatementFailed, OSError) as error:
        raise UpgradeFailed(home.cluster, found, MAJOR, str(error)) from error
    log.warning("embedded.upgraded", cluster=str(home.cluster), kept=str(home.folder / OLD_CLUSTER))


def _version(cluster: Path) -> str:
    try:
        return (cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return "unknown"


def _upgrade(home: Home, older: Programs, programs: Programs, user: str) -> None:
    work = home.folder / UPGRADING_CLUSTER
    work.mkdir(mode=0o700)
    home.account.give(work)
    try:
        _close_cleanly(home, older, work)
        checksums = "Data page checksum version:           0" not in _control(home, older)
        words = ["-D", str(work / DATA), "-U", user, "--auth-local=trust", "--auth-host=reject"]
        words += ["--encoding=UTF8", "--locale=C"]
        words += ["--data-checksums" if checksums else "--no-data-checksums"]
        programs.run("initdb", *words, account=home.account)
        with _short_folder(home) as sockets:
            _run_pg_upgrade(home, older, programs, work, sockets, user)
        (work / MARK).touch()
    except BaseException:
        if not (work / MARK).exists():
            shutil.rmtree(work, ignore_errors=True)
        raise
    _swap(home, work)


def _swap(home: Home, work: Path) -> None:
    """Each step can be the last before a power cut: the next start goes on from there."""
    data, old = work / DATA, home.folder / OLD_CLUSTER
    if data.exists():
        if home.cluster.exists():
            home.cluster.rename(old)
        data.rename(home.cluster)
    shutil.rmtree(work)


def _control(home: Home, older: Programs) -> str:
    return older.run("pg_controldata", str(home.cluster), account=home.account)


def _close_cleanly(home: Home, older: Programs, work: Path) -> None:
    """A server that was killed has to replay its log first, which the older one alone can."""
    # Children of a killed server may still write: the file that is taken away is their only guard.
    kill_orphans(home.cluster)
    (home.cluster / "postmaster.pid").unlink(missing_ok=True)
    state = next(
        line for line in _control(home, older).splitlines() if line.startswith("Database cluster")
    )
    if state.partition(":")[2].strip() == CLEAN:
        return
    with _short_folder(home) as sockets:
        options = f"-c listen_addresses= -c port={PORT} -c unix_socket_directories={sockets}"
        common = ("-D", str(home.cluster), "-w", "-t", str(int(STARTED_WITHIN)))
        log_path = str(work / "recovery.log")
        ask = partial(older.run, account=home.account, patience_seconds=STARTED_WITHIN + MARGIN)
        try:
            ask("pg_ctl", "start", *common, "-l", log_path, "-o", options)
            ask("pg_ctl", "stop", *common, "-m", "fast")
        except BaseException:
            # One that is left running would be in the way of every next start.
            kill_orphans(home.cluster)
            raise


@contextmanager
def _short_folder(home: Home) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="praxis-"))
    home.account.give(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_pg_upgrade(
    home: Home, older: Programs, programs: Programs, work: Path, sockets: Path, user: str
) -> None:
    """It writes scripts where it is started, so it has a folder of its own for that."""
    words = ["--old-bindir", str(older.folder), "--new-bindir", str(programs.folder)]
    words += ["--old-datadir", str(home.cluster), "--new-datadir", str(work / DATA)]
    words += ["--username", user, "--socketdir", str(sockets)]
    done = subprocess.run(  # noqa: S603 -- a program of the pinned wheel, no shell
        [programs.path("pg_upgrade"), *words],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=environment(),
        cwd=work,
        umask=0o077,
        **home.account.child,
    )
    if done.returncode != 0:
        raise StatementFailed("pg_upgrade", " ".join(done.stdout.split()[-120:]))
