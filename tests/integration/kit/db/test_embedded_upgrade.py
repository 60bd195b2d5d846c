"""Data of an older PostgreSQL are carried over, or refused with the steps; never half of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from praxis.kit.db.embedded import upgrading
from praxis.kit.db.embedded.errors import (
    DataOfNewerVersion,
    DataOfOtherVersion,
    OldClusterInTheWay,
    UpgradeFailed,
)
from praxis.kit.db.embedded.folders import Home, prepare
from praxis.kit.db.embedded.processes import postmaster, serves
from praxis.kit.db.embedded.programs import MAJOR, Programs, find_older_programs
from tests.integration.kit.db.embedded_support import server_at, sql

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc"),
]

OLDEST = 12


def older_programs(home: Home, ground: Path) -> tuple[int, Programs]:
    """Whatever older PostgreSQL is here; the wheel carries 16 beside 18."""
    for major in range(MAJOR - 1, OLDEST, -1):
        found = find_older_programs(major, home.account, ground / "shared")
        if found is not None:
            return major, found
    pytest.skip("no older PostgreSQL on this machine")


@contextmanager
def serving(home: Home, programs: Programs, how: str = "fast") -> Iterator[tuple[str, ...]]:
    """The words by which its programs find a server of that time."""
    common = ("-D", str(home.cluster), "-w")
    options = f"-c listen_addresses= -c unix_socket_directories={home.cluster}"
    start = ("-l", str(home.cluster / "log"), "-o", options)
    programs.run("pg_ctl", "start", *common, *start, account=home.account)
    try:
        yield ("-h", str(home.cluster), "-U", "praxis", "-v", "ON_ERROR_STOP=1")
    finally:
        programs.run("pg_ctl", "stop", *common, "-m", how, account=home.account)


def make_older(ground: Path, *, checksums: bool = True) -> tuple[Home, Programs]:
    """A cluster as the Praxis of that time made it, with rows in it."""
    home = prepare(ground / "pg", ground / "shared")
    _, programs = older_programs(home, ground)
    home.cluster.mkdir(mode=0o700)
    home.account.give(home.cluster)
    words = ["-D", str(home.cluster), "-U", "praxis", "--auth-local=trust", "--encoding=UTF8"]
    words += ["--locale=C", *(["--data-checksums"] if checksums else [])]
    programs.run("initdb", *words, account=home.account)
    with serving(home, programs) as where:
        programs.run("psql", *where, "-d", "postgres", "-c", "CREATE DATABASE praxis")
        rows = "SELECT n, tstzrange(now(), NULL) AS at FROM generate_series(1, 1000) n"
        programs.run("psql", *where, "-d", "praxis", "-c", f"CREATE TABLE kept AS {rows}")
    return home, programs


@pytest.mark.parametrize("checksums", [True, False])
def test_older_data_are_carried_over_and_the_old_ones_kept(
    ground: Path,
    checksums: bool,
) -> None:
    home, _ = make_older(ground, checksums=checksums)
    before = (home.cluster / "PG_VERSION").read_text()
    with server_at(ground) as server:
        assert sql(server, "SELECT count(*), sum(n) FROM kept") == "1000|500500"
        assert sql(server, "SHOW server_version_num")[:2] == str(MAJOR)
        assert sql(server, "SHOW data_checksums") == ("on" if checksums else "off")
    assert (home.folder / "cluster.old" / "PG_VERSION").read_text() == before
    assert not (home.folder / "cluster.upgrading").exists()
    with server_at(ground) as server:
        assert sql(server, "SELECT count(*) FROM kept") == "1000"


def test_the_counter_of_transactions_goes_on(ground: Path) -> None:
    """The audit's chain is made of it."""
    home, programs = make_older(ground)
    said = programs.run("pg_controldata", str(home.cluster), account=home.account)
    line = next(line for line in said.splitlines() if "NextXID" in line)
    before = int(line.rpartition(":")[2])
    with server_at(ground) as server:
        assert int(sql(server, "SELECT pg_current_xact_id()")) >= before


def test_data_of_a_server_that_was_killed_are_carried_over(ground: Path) -> None:
    home, programs = make_older(ground)
    with serving(home, programs, "immediate") as where:
        programs.run("psql", *where, "-d", "praxis", "-c", "INSERT INTO kept VALUES (1001)")
    with server_at(ground) as server:
        assert sql(server, "SELECT count(*) FROM kept") == "1001"


def test_children_of_a_killed_server_are_ended_first(
    ground: Path,
) -> None:
    """They go on writing without it: under them nothing may be read or started."""
    home, programs = make_older(ground)
    common = ("-D", str(home.cluster), "-w")
    options = f"-c listen_addresses= -c unix_socket_directories={home.cluster}"
    start = ("-l", str(home.cluster / "log"), "-o", options)
    programs.run("pg_ctl", "start", *common, *start, account=home.account)
    where = ("-h", str(home.cluster), "-U", "praxis", "-d", "praxis")
    words = [programs.path("psql"), *where, "-c", "SELECT pg_sleep(600)"]
    with subprocess.Popen(  # noqa: S603 -- the program of the wheel
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **home.account.child
    ) as client:
        _wait_for_sleeper(programs, home, where)
        main = int((home.cluster / "postmaster.pid").read_text().splitlines()[0])
        children = psutil.Process(main).children()
        # A child that is stopped does not see that its server is gone.
        for child in children:
            child.suspend()
        os.kill(main, signal.SIGKILL)
        _wait_until_gone(main)
        assert any(serves(child.pid, home.cluster) for child in children)

        with server_at(ground) as server:
            assert sql(server, "SELECT count(*) FROM kept") == "1000"
        assert not any(serves(child.pid, home.cluster) for child in children)
        client.kill()


def _wait_for_sleeper(programs: Programs, home: Home, where: Sequence[str]) -> None:
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    for _ in range(200):
        if programs.run("psql", *where, "-Atc", query, account=home.account).strip() == "1":
            return
        time.sleep(0.05)
    pytest.fail("nobody sleeps")


def _wait_until_gone(pid: int) -> None:
    for _ in range(200):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("it lives")


def test_a_start_that_takes_too_long_is_said_and_leaves_no_server(
    ground: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, programs = make_older(ground)
    with serving(home, programs, "immediate") as where:
        programs.run("psql", *where, "-d", "praxis", "-c", "INSERT INTO kept VALUES (1001)")
    # It starts, and pg_ctl is given up while it stops.
    monkeypatch.setattr(upgrading, "STARTED_WITHIN", 0.0)
    monkeypatch.setattr(upgrading, "MARGIN", 0.05)
    with pytest.raises(UpgradeFailed, match="they are as they were"):
        server_at(ground).start()
    assert postmaster(home.cluster) is None
    assert not (home.folder / "cluster.upgrading").exists()
    monkeypatch.undo()
    with server_at(ground) as server:
        assert sql(server, "SELECT count(*) FROM kept") == "1001"


def test_an_upgrade_that_was_interrupted_before_its_end_begins_anew(ground: Path) -> None:
    home, _ = make_older(ground)
    half = home.folder / "cluster.upgrading"
    (half / "data").mkdir(parents=True)
    (half / "data" / "PG_VERSION").write_text(f"{MAJOR}\n")
    with server_at(ground) as server:
        assert sql(server, "SELECT count(*) FROM kept") == "1000"


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_one_that_was_interrupted_while_folders_were_swapped_is_finished(
    ground: Path, steps: int
) -> None:
    home, _ = make_older(ground)
    with server_at(ground):
        pass
    # As it stood before the swap, and after its first and its second step.
    work = home.folder / "cluster.upgrading"
    work.mkdir()
    (work / "upgraded").touch()
    if steps < 2:
        home.cluster.rename(work / "data")
    if steps < 1:
        (home.folder / "cluster.old").rename(home.cluster)
    with server_at(ground) as server:
        assert sql(server, "SELECT count(*) FROM kept") == "1000"
        assert sql(server, "SHOW server_version_num")[:2] == str(MAJOR)
    assert (home.folder / "cluster.old").exists()
    assert not work.exists()


def test_an_upgrade_that_fails_leaves_the_data_as_they_were(ground: Path) -> None:
    home, programs = make_older(ground)
    control = home.cluster / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(b"\0" * len(whole))
    with pytest.raises(UpgradeFailed, match="they are as they were"):
        server_at(ground).start()
    assert not (home.folder / "cluster.upgrading").exists()
    control.write_bytes(whole)
    home.account.give(control)
    with server_at(ground) as server:
        assert sql(server, "SELECT count(*) FROM kept") == "1000"
    assert programs.folder.exists()


def test_an_old_copy_from_before_is_not_overwritten(ground: Path) -> None:
    home, _ = make_older(ground)
    (home.folder / "cluster.old").mkdir()
    with pytest.raises(OldClusterInTheWay, match=r"cluster\.old is there"):
        server_at(ground).start()


def test_without_programs_of_that_time_the_steps_are_said(ground: Path) -> None:
    with server_at(ground) as server:
        version = server.data_dir / "cluster" / "PG_VERSION"
    version.write_text(f"{OLDEST - 3}\n")
    with pytest.raises(DataOfOtherVersion, match=r"PostgreSQL 9's.*pg_upgrade.*pg_dump"):
        server_at(ground).start()
    version.write_text(f"{MAJOR}\n")
    with server_at(ground) as server:
        assert sql(server, "SELECT 1") == "1"


def test_data_of_a_newer_postgresql_are_refused(ground: Path) -> None:
    with server_at(ground) as server:
        version = server.data_dir / "cluster" / "PG_VERSION"
    version.write_text(f"{MAJOR + 1}\n")
    with pytest.raises(DataOfNewerVersion, match="Start the newer Praxis"):
        server_at(ground).start()
