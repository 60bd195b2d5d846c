"""Streams of two processes, and a thousand of them."""

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from bench.streams import measure_streams
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.live.events import Event, publish
from praxis.settings.groups import AuthSettings
from tests.conftest import create_database, drop_database
from tests.factories.availability import make_practice
from tests.factories.identity import make_user
from tests.support.api import BASE, ok, open_session
from tests.support.booking import booking, patient_with_account
from tests.support.server import SECRET, running_server
from tests.support.streams import Socket

pytestmark = pytest.mark.alone

CLOCK = SystemClock()
# Real servers go by the real clock: 10:00 in Dhaka, in two days.
MORNING = datetime.combine(CLOCK.now().date() + timedelta(days=2), time(4), UTC)
STREAMS, EVENTS = 1000, 20
FILES = 4096
# What the issue promises is 300 ms; the machine of a test may be busy.
WIDE_MILLISECONDS = 1500.0


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_streams_{worker}"
    yield await create_database(name)
    await drop_database(name)


@contextmanager
def many_files() -> Iterator[None]:
    """Room for a thousand sockets in this process and in the server that it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, FILES)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_what_happens_in_one_process_is_told_by_the_other(dsn: str, tmp_path: Path) -> None:
    database = Database(dsn, pool_size=2)
    tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    token = await open_session(database, tokens, CLOCK, user)
    watch = [practice.doctor.uid]
    with running_server(tmp_path / "one", dsn) as one, running_server(tmp_path / "two", dsn) as two:
        async with (
            Socket.opened(one.base_url, token, doctors=watch) as here,
            Socket.opened(two.base_url, token, doctors=watch) as there,
        ):
            await here.until_ready()
            await there.until_ready()
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(base_url=one.base_url + BASE, headers=headers) as client:
                ok(await client.post("/appointments", json=booking(practice, MORNING)), 201)
            heard = [[await stream.event(), await stream.event()] for stream in (here, there)]
        assert heard[0] == heard[1]
        assert {kind for kind, _ in heard[0]} == {"appointment.changed", "slots.changed"}
        assert one.faults() + two.faults() == []
    await database.close()


async def test_a_stream_goes_on_at_another_process_without_loss_or_repeat(
    dsn: str, tmp_path: Path
) -> None:
    database = Database(dsn, pool_size=2)
    tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
    user = await make_user(database)
    token = await open_session(database, tokens, CLOCK, user)
    count, heard = 300, list[int]()

    async def keep_telling() -> None:
        for number in range(count):
            event = Event("test.counted", {"n": number}, (user.id,))
            await database.transact(partial(publish, events=[event], now=CLOCK.now()))

    async def keep_changing_sides(urls: list[str], started: asyncio.Event) -> None:
        last_id = None
        while len(heard) < count:
            urls.reverse()
            async with Socket.opened(urls[0], token, last_id=last_id) as socket:
                for _ in range(9):
                    message = await socket.hear()
                    assert message["type"] != "reset"
                    started.set()
                    if message["type"] == "event":
                        heard.append(message["data"]["n"])
                    if len(heard) == count:
                        break
                last_id = socket.last_id

    with running_server(tmp_path / "one", dsn) as one, running_server(tmp_path / "two", dsn) as two:
        started = asyncio.Event()
        urls = [one.base_url, two.base_url]
        listening = asyncio.create_task(keep_changing_sides(urls, started))
        await started.wait()
        await asyncio.wait_for(asyncio.gather(keep_telling(), listening), 90)
        assert one.faults() + two.faults() == []
    await database.close()

    assert heard == list(range(count))


@pytest.mark.parametrize("kind", ["websocket", "sse"])
async def test_a_thousand_streams_get_every_event(dsn: str, tmp_path: Path, kind: str) -> None:
    with many_files(), running_server(tmp_path, dsn) as server:
        found = await measure_streams(
            dsn, server.base_url, SECRET, streams=STREAMS, events=EVENTS, kind=kind
        )
        assert server.faults() == []

    assert (found["complete"], found["lost"]) == (STREAMS, 0), found
    assert found["p99_ms"] < WIDE_MILLISECONDS, found
