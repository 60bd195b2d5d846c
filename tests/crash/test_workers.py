"""`praxis serve --workers N`: N processes on one database, any of which may die."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from praxis.audit.verify import verify
from praxis.cli.serving import HANGS_SECONDS
from praxis.kit.db.database import Database
from tests.crash.test_kill import address, make_world, sign_in
from tests.integration.cli.test_cli import praxis
from tests.integration.kit.db.embedded_support import ground
from tests.support.server import RunningServer, free_port, start_server

pytestmark = pytest.mark.alone

WORKERS = 2
PATIENCE = 60.0


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with ground() as place:
        yield place / "var"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[RunningServer]:
    running = start_server(folder, None, "--workers", str(WORKERS))
    try:
        until(lambda: len(workers(running)) == WORKERS)
        yield running
    finally:
        running.stop()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def workers(server: RunningServer) -> list[psutil.Process]:
    """The processes that answer."""
    found = []
    for child in psutil.Process(server.process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if any("spawn_main" in word for word in child.cmdline()):
                found.append(child)
    return found


def leaders(server: RunningServer) -> list[psutil.Process]:
    """Those of them that hold the lock of the leader."""
    locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    inodes = {str(path.stat().st_ino) for path in server.log.parent.glob("leader-*.lock")}
    holders = {
        int(words[4])
        for words in locks
        if words[1] == "FLOCK" and words[5].rpartition(":")[2] in inodes
    }
    return [worker for worker in workers(server) if worker.pid in holders]


def healthy(server: RunningServer) -> bool:
    return httpx.get(f"{server.base_url}/api/v1/health", timeout=10).status_code == 200


def test_a_worker_that_is_killed_is_replaced_and_requests_go_on(server: RunningServer) -> None:
    victim = workers(server)[0]
    victim.kill()
    victim.wait(10)

    for _ in range(20):
        assert healthy(server)
    until(lambda: len(workers(server)) == WORKERS)
    assert victim.pid not in {worker.pid for worker in workers(server)}
    assert healthy(server)
    assert server.faults() == []


def test_one_that_is_killed_while_it_is_asked_whether_it_lives_is_replaced_at_once(
    server: RunningServer,
) -> None:
    until(lambda: len(workers(server)) == WORKERS)
    victim = workers(server)[0]
    # Every half second it is asked, and stopped like this it cannot answer: so it dies in between.
    victim.suspend()
    time.sleep(2)
    victim.kill()

    started = time.monotonic()
    until(lambda: len({w.pid for w in workers(server)} - {victim.pid}) == WORKERS)
    # An answer that does not come is waited for longer than this.
    assert time.monotonic() - started < HANGS_SECONDS / 3


def test_one_that_hangs_does_not_hold_up_the_end() -> None:
    with ground() as place:
        running = start_server(place / "var", None, "--workers", str(WORKERS))
        until(lambda: len(workers(running)) == WORKERS)
        hanging, other = workers(running)
        hanging.suspend()
        time.sleep(2)
        running.process.terminate()

        # The others are told at once, not when it is known that this one does not answer.
        told = time.monotonic()
        until(lambda: ended(other))
        assert time.monotonic() - told < HANGS_SECONDS / 3
        assert running.process.wait(HANGS_SECONDS) == 0
        assert not hanging.is_running()


def ended(process: psutil.Process) -> bool:
    """Whether it has, be it that nobody has asked for its exit code yet."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_one_worker_runs_the_jobs_and_another_takes_over_when_it_is_killed(
    server: RunningServer, folder: Path
) -> None:
    until(lambda: len(leaders(server)) == 1)
    (first,) = leaders(server)
    dsn = address(folder)
    world = asyncio.run(make_world(dsn))

    first.kill()

    until(lambda: len(leaders(server)) == 1)
    (second,) = leaders(server)
    assert second.pid != first.pid
    headers = asyncio.run(sign_in(dsn, world.desk))
    # Reading a patient leaves a trace, which jobs then seal.
    url = f"{server.base_url}/api/v1/patients/{world.patients[0]}"
    assert httpx.get(url, headers=headers, timeout=20).status_code == 200
    until(lambda: asyncio.run(sealed(dsn)))


async def sealed(dsn: str) -> bool:
    database = Database(dsn, pool_size=1)
    report = await database.read(verify)
    await database.close()
    assert report.ok, report.faults
    return report.events > 0 and report.unsealed == 0


def test_workers_end_when_what_started_them_is_killed(server: RunningServer, folder: Path) -> None:
    left = workers(server)
    server.kill()

    _, alive = psutil.wait_procs(left, timeout=PATIENCE)
    assert alive == []
    # Nothing is in the way of a new start: it adopts the database and has the port.
    again = start_server(folder, None, "--workers", "2")
    assert healthy(again)
    assert again.stop() == 0


@pytest.mark.parametrize(
    ("words", "pool", "instead"),
    [
        (("--workers", "64"), "10", "--workers 10"),
        (("--workers", "20"), "10", "PRAXIS_DATABASE__POOL_SIZE=4"),
        ((), "150", "PRAXIS_DATABASE__POOL_SIZE=109"),
        (("--workers", "64"), "150", "fewer processes"),
    ],
)
def test_more_connections_than_the_database_has_are_refused_before_anything_is_started(
    tmp_path: Path, words: tuple[str, ...], pool: str, instead: str
) -> None:
    chosen = {"PRAXIS_PORT": str(free_port()), "PRAXIS_DATABASE__POOL_SIZE": pool}
    done = praxis("serve", *words, folder=tmp_path, extra=chosen)

    assert done.returncode == 2
    assert instead in " ".join(done.stderr.split())
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "postgres").exists()
