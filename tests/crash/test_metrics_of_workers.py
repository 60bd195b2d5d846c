"""With several processes whichever is asked answers for all, also when one of them dies."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import create_database, drop_database
from tests.crash.test_workers import WORKERS, until, workers
from tests.integration.health.test_metrics import TOKEN, read
from tests.support.server import start_server

pytestmark = pytest.mark.alone

LIVE = "praxis_requests_total method=GET route=/livez status=200"
POOL = "praxis_pool_connections"


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    """A database of its own, for its keys lie in the folder of one server."""
    name = f"praxis_test_figures_{worker}"
    yield await create_database(name)
    await drop_database(name)


def test_any_process_answers_for_all_and_the_dead_are_left_out(dsn: str, tmp_path: Path) -> None:
    old = tmp_path / "metrics" / "of-another"
    old.mkdir(parents=True)
    server = start_server(
        tmp_path,
        dsn,
        "--workers",
        str(WORKERS),
        environment={"PRAXIS_METRICS__TOKEN": TOKEN, "PRAXIS_TASKS": "off"},
    )
    try:
        until(lambda: len(workers(server)) == WORKERS)
        # What the start has asked may be counted a moment after it was answered.
        until(lambda: read(server.base_url).get(LIVE, 0) > 0)
        before = read(server.base_url)[LIVE]
        for _ in range(40):
            # A connection each, so that all processes get some.
            httpx.get(f"{server.base_url}/livez", timeout=20).raise_for_status()
        until(lambda: read(server.base_url)[LIVE] - before == 40)
        assert {read(server.base_url)[LIVE] - before for _ in range(10)} == {40}
        until(lambda: read(server.base_url)[POOL] == WORKERS * 10)

        victim = workers(server)[0]
        victim.kill()
        until(lambda: victim.pid not in {p.pid for p in workers(server)})
        until(lambda: len(workers(server)) == WORKERS)
        until(lambda: read(server.base_url)[POOL] == WORKERS * 10)
        # What it has counted is not lost.
        assert read(server.base_url)[LIVE] - before >= 40
        time.sleep(6)
        assert read(server.base_url)[POOL] == WORKERS * 10
    finally:
        server.stop()
    # Of another server, whose folder this one must leave alone.
    assert old.exists()
