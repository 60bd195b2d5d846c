"""The primary dies, the standby is promoted, and Praxis goes on with what was acknowledged."""

import asyncio
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from praxis.kit.clock import SystemClock
from praxis.kit.db.connecting import SECONDS_EACH, connect, split_hosts
from praxis.kit.ids import new_uid
from tests.crash.test_kill import check_nothing_lost, make_world, sign_in
from tests.integration.cli.test_cli import praxis
from tests.integration.kit.db.embedded_support import ground
from tests.support.booking import booking
from tests.support.server import start_server
from tests.support.standby import Pair, replicated

pytestmark = pytest.mark.alone

CLOCK = SystemClock()
DATABASE = "practice"
BOOKINGS_BEFORE = 20
# From the promotion to the next booking.
WITHIN_SECONDS = 5.0


@dataclass
class Bookings:
    answered: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    ended: bool = False


@pytest.fixture
def pair() -> Iterator[Pair]:
    with ground() as folder, replicated(folder) as servers:
        servers.primary.ask(f"CREATE DATABASE {DATABASE}")
        yield servers


async def test_bookings_go_on_after_the_primary_has_died(pair: Pair, tmp_path: Path) -> None:
    dsn = pair.dsn(DATABASE)
    server = start_server(tmp_path, dsn)
    try:
        world = await make_world(dsn)
        headers = await sign_in(dsn, world.desk)
        done = Bookings()

        async def book(client: httpx.AsyncClient, number: int) -> None:
            first = (CLOCK.now() + timedelta(days=20)).replace(hour=0, minute=0, second=0)
            for step in range(2000):
                if done.ended:
                    return
                at = first.replace(microsecond=0) + timedelta(minutes=30 * step)
                body = booking(world.practices[number], at, patient_id=world.patients[number])
                # As a browser does: the same key until there is an answer.
                key = {"Idempotency-Key": str(new_uid())}
                status = 503
                while status == 503 and not done.ended:
                    answer = await client.post("/appointments", json=body, headers=headers | key)
                    status = answer.status_code
                    done.statuses.append(status)
                    await asyncio.sleep(0.05)
                    if status == 201:
                        done.answered.append(answer.json()["id"])

        async with httpx.AsyncClient(base_url=server.base_url + "/api/v1", timeout=30) as client:
            work = [asyncio.create_task(book(client, number)) for number in range(4)]
            while len(done.answered) < BOOKINGS_BEFORE:  # noqa: ASYNC110 -- until others did
                await asyncio.sleep(0.01)
            pair.primary.kill()
            await asyncio.sleep(0.5)
            pair.standby.promote()
            promoted, before = time.monotonic(), len(done.answered)
            while len(done.answered) < before + BOOKINGS_BEFORE:
                assert time.monotonic() < promoted + 30, done.statuses[-20:]
                await asyncio.sleep(0.01)
                if len(done.answered) == before:
                    assert time.monotonic() < promoted + WITHIN_SECONDS
            done.ended = True
            await asyncio.gather(*work)

        assert set(done.statuses) <= {201, 503}
        assert server.faults() == []
        await check_nothing_lost(pair.standby.dsn(DATABASE), done.answered)
    finally:
        assert server.stop() == 0


def test_commands_find_the_server_that_takes_writes(pair: Pair, tmp_path: Path) -> None:
    """One that was switched off, and a standby, are named first and passed over."""
    reversed_pair = Pair(pair.standby, pair.primary)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = f"127.0.0.1:{mute.getsockname()[1]}"
        dsn = reversed_pair.dsn(DATABASE).replace("@", f"@{silent},", 1)
        for words in (("migrate",), ("check",), ("audit", "verify"), ("keys", "add"), ("backup",)):
            done = praxis(*words, folder=tmp_path, dsn=dsn)
            assert done.returncode == 0, done.stdout + done.stderr
    dsn = reversed_pair.dsn(DATABASE)
    pair.primary.kill()
    done = praxis("migrate", folder=tmp_path, dsn=dsn)
    assert done.returncode == 3
    assert "The database cannot be reached: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_says_nothing_is_named_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        dsn = f"postgresql://praxis@127.0.0.1:{mute.getsockname()[1]}/x?sslmode=disable"
        done = praxis("migrate", folder=tmp_path, dsn=dsn)
    assert done.returncode == 3
    assert "cannot be reached: no answer within 10 seconds." in done.stderr


async def test_a_server_that_says_nothing_is_passed_over(pair: Pair) -> None:
    """As one that was switched off: it takes no longer than its share."""
    pair.primary.ask("SELECT 1")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = f"127.0.0.1:{mute.getsockname()[1]}"
        address = f"postgresql://praxis@{silent},127.0.0.1:{pair.primary.port}/postgres"
        began = time.monotonic()
        connection = await connect(f"{address}?sslmode=disable")
        assert await connection.fetchval("SELECT 1") == 1
        assert SECONDS_EACH - 0.5 < time.monotonic() - began < SECONDS_EACH + 2
        await connection.close()


@pytest.mark.parametrize(
    ("address", "each"),
    [
        ("postgresql:///x?host=/tmp/s&port=1", ["postgresql:///x?host=/tmp/s&port=1"]),
        ("postgresql://u:p@h/x", ["postgresql://u:p@h/x"]),
        (
            "postgresql://u:p%40,q@a:1,b:2/x?target_session_attrs=read-write",
            [
                "postgresql://u:p%40,q@a:1/x?target_session_attrs=read-write",
                "postgresql://u:p%40,q@b:2/x?target_session_attrs=read-write",
            ],
        ),
        ("postgresql://[::1]:1,[::2]/x", ["postgresql://[::1]:1/x", "postgresql://[::2]/x"]),
    ],
)
def test_each_host_of_an_address_gets_one_of_its_own(address: str, each: list[str]) -> None:
    assert split_hosts(address) == each
