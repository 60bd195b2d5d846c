"""What `kill -9` leaves behind, and how the next start copes with it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from praxis.kit.db.embedded import EmbeddedServer
from praxis.kit.db.embedded.cluster import Answer, Cluster
from praxis.kit.db.embedded.folders import prepare
from praxis.kit.db.embedded.processes import postmaster
from praxis.kit.db.embedded.programs import Programs, find_programs
from tests.integration.kit.db import embedded_support as support
from tests.integration.kit.db.embedded_support import (
    keep,
    kill_all,
    living,
    query,
    server_at,
    sql,
    wait_for_new_postmaster,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


@pytest.fixture
def programs(ground: Path) -> Path:
    home = prepare(ground / "pg", ground / "shared")
    return find_programs(home.account, ground / "shared").folder


def test_after_kill_9_of_everything_the_next_start_has_every_committed_row(
    ground: Path, programs: Path
) -> None:
    keeper = keep(ground).settle()
    query(programs, keeper.dsn, "CREATE TABLE kept (n int)")
    for number in range(20):
        query(programs, keeper.dsn, f"INSERT INTO kept VALUES ({number})")
    keeper.kill()
    kill_all(ground / "pg")
    began = time.monotonic()
    with server_at(ground) as server:
        assert time.monotonic() - began < 5
        assert sql(server, "SELECT count(*), sum(n) FROM kept") == "20|190"


def test_a_server_whose_supervisor_was_killed_is_adopted_and_stopped(
    ground: Path, programs: Path
) -> None:
    keeper = keep(ground).settle()
    orphan = living(ground / "pg")
    keeper.kill()
    assert query(programs, keeper.dsn, "SELECT 1") == "1"
    with server_at(ground) as heir:
        assert heir.owns
        assert living(ground / "pg") == orphan
    assert support.cluster_processes(ground / "pg") == []


def test_a_server_killed_in_use_is_started_again_at_the_same_address(ground: Path) -> None:
    with server_at(ground) as server:
        sql(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        address = server.dsn()
        killed = living(server.data_dir)
        kill_all(server.data_dir)
        wait_for_new_postmaster(server.data_dir, killed)
        with server_at(ground) as attached:
            assert attached.dsn() == address
            assert sql(attached, "SELECT answer FROM kept") == "42"


def test_a_program_that_is_killed_or_hangs_does_not_end_the_watch(
    ground: Path, programs: Path
) -> None:
    with server_at(ground) as server:
        use = server._use  # noqa: SLF001 -- whose programs fail below
        assert use is not None
        cluster = use._cluster  # noqa: SLF001 -- as above
        failing = ground / "failing"
        for ending in ("kill -9 $$", "sleep 60"):
            cluster._programs = Impatient(failing_once(programs, failing, ending))  # noqa: SLF001
            killed = living(server.data_dir)
            kill_all(server.data_dir)
            wait_for_new_postmaster(server.data_dir, killed)
            until((failing / "failed").exists)
            # Where another did not end in time, either, it is started once more.
            until(lambda: answers(server))
            shutil.rmtree(failing)
        cluster._programs = Programs(programs)  # noqa: SLF001 -- as above


def test_whatever_goes_wrong_once_the_watch_goes_on(
    ground: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    def trim_log(_: Cluster) -> None:
        nonlocal looks
        looks += 1
        raise ZeroDivisionError

    monkeypatch.setattr(Cluster, "trim_log", trim_log)
    with server_at(ground):
        until(lambda: looks > 1)


def answers(server: EmbeddedServer) -> bool:
    try:
        return sql(server, "SELECT 1") == "1"
    except subprocess.CalledProcessError:
        return False


class Impatient(Programs):
    def attempt(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return super().attempt(*words, **{**options, "patience_seconds": 1.0})


def failing_once(programs: Path, place: Path, ending: str) -> Path:
    """A folder of PostgreSQL's programs, of which pg_isready ends like this when first asked."""
    place.mkdir(mode=0o755)
    for program in programs.iterdir():
        (place / program.name).symlink_to(program)
    asked = place / "pg_isready"
    asked.unlink()
    asked.write_text(
        f"#!/bin/sh\nmkdir {place}/failed 2>/dev/null && {ending}\n"
        f'exec {programs}/pg_isready "$@"\n'
    )
    asked.chmod(0o755)
    return place


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_heir_restarts_the_server_after_its_owner_left(ground: Path) -> None:
    owner = keep(ground).settle()
    with server_at(ground) as heir:
        owner.leave()
        killed = living(heir.data_dir)
        kill_all(heir.data_dir)
        wait_for_new_postmaster(heir.data_dir, killed)
    assert postmaster(ground / "pg" / "cluster") is None


def test_children_that_outlive_a_killed_postmaster_do_not_hinder_the_start(
    ground: Path,
) -> None:
    keeper = keep(ground).settle()
    keeper.kill()
    survivors = support.cluster_processes(ground / "pg")
    for pid in survivors:
        os.kill(pid, signal.SIGSTOP)
    os.kill(living(ground / "pg"), signal.SIGKILL)
    with server_at(ground) as server:
        assert sql(server, "SELECT 1") == "1"
        assert not set(survivors) & set(support.cluster_processes(ground / "pg"))


def test_a_zombie_that_nobody_reaps_is_not_taken_for_a_server(ground: Path) -> None:
    home = prepare(ground / "pg", ground / "shared")
    unreaped = Cluster(home, find_programs(home.account, ground / "shared"), {})
    unreaped.create_if_missing()
    unreaped.launch()
    while unreaped.answer() is not Answer.READY:
        time.sleep(0.05)
    zombie = living(home.folder)
    kill_all(home.folder)
    time.sleep(0.2)
    assert support.is_zombie(zombie)
    with server_at(ground) as server:
        assert living(home.folder) != zombie
        assert sql(server, "SELECT 1") == "1"
        assert support.is_zombie(zombie)
    assert unreaped.pid() is None


def test_a_server_that_is_starting_is_not_asked_yet(ground: Path) -> None:
    keeper = keep(ground).settle()
    home = prepare(ground / "pg", ground / "shared")
    seen = Cluster(home, find_programs(home.account, ground / "shared"), {})
    assert seen.answer() is Answer.READY
    pid_file = home.cluster / "postmaster.pid"
    ready = pid_file.read_text()
    pid_file.write_text(ready.replace("ready   ", "starting"))
    assert seen.answer() is Answer.STARTING
    assert not seen.has_database("postgres")
    pid_file.write_text("".join(ready.splitlines(keepends=True)[:7]))
    assert seen.answer() is Answer.NONE
    assert not seen.has_database("postgres")
    pid_file.write_text(ready)
    assert seen.has_database("postgres")
    keeper.kill()
    kill_all(ground / "pg")


def test_a_stale_pid_that_is_another_process_by_now_is_not_taken_for_a_server(
    ground: Path,
) -> None:
    keeper = keep(ground).settle()
    keeper.kill()
    pid_file = ground / "pg" / "cluster" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    kill_all(ground / "pg")
    lines[0] = str(os.getpid())
    pid_file.write_text("\n".join(lines) + "\n")
    with server_at(ground) as server:
        assert sql(server, "SELECT 1") == "1"
    assert keeper.process.returncode is not None


def test_a_first_start_that_was_cut_off_is_begun_again(ground: Path) -> None:
    home = prepare(ground / "pg", ground / "shared")
    half_made = home.folder / "cluster.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    with server_at(ground) as server:
        assert sql(server, "SELECT 1") == "1"
    assert not half_made.exists()


def test_temporary_socket_folders_of_killed_servers_are_swept(ground: Path, programs: Path) -> None:
    name = "d" * 120
    keeper = keep(ground, name).settle()
    lost = Path(query(programs, keeper.dsn, "SHOW unix_socket_directories"))
    keeper.kill()
    kill_all(ground / name)
    with server_at(ground, name) as server:
        assert sql(server, "SELECT 1") == "1"
    assert not lost.exists()
