"""Lost connections to PostgreSQL, readers that do not read, and servers that stop."""

import asyncio
import json
import os
import socket as sockets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import asyncpg
import psutil
import pytest

from bench.streams import openings
from praxis.identity.models import User
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.live.events import Event, publish
from tests.conftest import create_database, drop_database
from tests.integration.live.conftest import Stage, stage_on
from tests.integration.live.test_resume import numbered
from tests.support.postgres import worker_dsn
from tests.support.streams import PATIENCE, Events, Socket, until

CUT = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = $1 AND application_name LIKE $2
"""


async def cut(database: str, program: str = "praxis live") -> int:
    """End the connections of a program to a database; returns how many there were."""
    server = await asyncpg.connect(worker_dsn(os.environ["PRAXIS_TEST_SERVER"], "postgres"))
    try:
        return int(await server.fetchval(CUT, database, program))
    finally:
        await server.close()


async def name_of(stage: Stage) -> str:
    async with stage.database.reading() as reader:
        return str(await reader.sql.fetchval("SELECT current_database()"))


@pytest.mark.alone
async def test_a_lost_listening_connection_loses_no_event(stage: Stage) -> None:
    user, token = await stage.somebody()
    name = await name_of(stage)
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        for number in range(5):
            assert await cut(name) == 1
            await stage.tell(*numbered(user.id, number))
            began = time.perf_counter()
            assert await socket.event() == ("test.counted", {"id": number})
            # Not by the look that comes now and then.
            assert time.perf_counter() - began < 2

            async def is_back() -> bool:
                return await listeners(name) == 1

            await until(is_back)


async def listeners(database: str) -> int:
    server = await asyncpg.connect(worker_dsn(os.environ["PRAXIS_TEST_SERVER"], "postgres"))
    try:
        query = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = $1 AND application_name = 'praxis live' AND query LIKE '%live_events%'
        """
        return int(await server.fetchval(query, database))
    finally:
        await server.close()


async def test_there_is_one_listening_connection_however_many_streams(stage: Stage) -> None:
    _, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as one, Events.opened(stage.url, token) as other:
        await one.until_ready()
        await other.until_ready()
        name = await name_of(stage)

        async def is_one() -> bool:
            return await listeners(name) == 1

        # Between two looks at the events it asks for other things.
        await until(is_one)


async def test_a_database_that_is_away_for_a_while_loses_no_event(stage: Stage) -> None:
    user, token = await stage.somebody()
    name = await name_of(stage)

    async def allow(*, allowed: bool) -> None:
        server = await asyncpg.connect(worker_dsn(os.environ["PRAXIS_TEST_SERVER"], "postgres"))
        await server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")
        await server.close()

    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        # Our own connections stay; the server's are cut, and it cannot come back.
        async with stage.database.reading() as reader:
            await allow(allowed=False)
            assert await cut(name, "praxis live") == 1
            await asyncio.sleep(2)
            await reader.sql.execute(
                "INSERT INTO live_events (uid, at, kind, user_ids) "
                "VALUES (gen_random_uuid(), now(), 'test.counted', ARRAY[$1::bigint])",
                user.id,
            )
            await allow(allowed=True)
        assert await socket.event() == ("test.counted", {})


async def test_events_that_are_gone_before_they_were_read_mean_reading_anew(
    stage: Stage,
) -> None:
    """As after a long outage, or on an older state of the database."""
    user, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        await stage.database.transact(
            lambda unit: unit.sql.execute("UPDATE live_events SET uid = gen_random_uuid()")
        )
        assert await cut(await name_of(stage)) == 1
        assert await socket.hear() == {"type": "reset"}
        assert (await socket.hear())["type"] == "ready"
        await stage.tell(*numbered(user.id, 1))
        assert await socket.event() == ("test.counted", {"id": 1})


def deaf_socket(stage: Stage, token: str, kind: str = "sse") -> sockets.socket:
    """A client that reads no more than that it got through, with as little room as there can be."""
    address = stage.url.removeprefix("http://")
    host, port = address.split(":")
    request, hello = openings(kind, address, token)
    connection = sockets.socket()
    connection.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    connection.settimeout(PATIENCE)
    connection.connect((host, int(port)))
    connection.sendall(request)
    assert connection.recv(700).split()[1] in {b"200", b"101"}
    connection.sendall(hello)
    return connection


def read_to_the_end(connection: sockets.socket) -> int:
    """How many bytes there were yet, until the server hung up; raises if it does not."""
    found = 0
    try:
        while part := connection.recv(65536):
            found += len(part)
    except ConnectionResetError:
        pass
    return found


async def dropped(stage: Stage, before: int) -> bool:
    return '"because": "too_slow"' in stage.server.log.read_text()[before:]


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["sse", "websocket"])
async def test_a_reader_that_falls_too_far_behind_is_dropped(stage: Stage, kind: str) -> None:
    user, token = await stage.somebody()
    before = len(stage.server.log.read_text())
    async with Socket.opened(stage.url, token) as witness:
        await witness.until_ready()
        last_id = witness.last_id
        with deaf_socket(stage, token, kind) as deaf:
            await asyncio.sleep(0.2)
            # Some 400 bytes each: far more than all buffers on the way hold.
            filler = "x" * 300
            events = [Event("test.counted", {"filler": filler}, (user.id,)) for _ in range(400)]
            for _ in range(15):
                await stage.tell(*events)
                for _ in events:
                    await witness.event()
            # Long before sending would have been given up.
            await until(partial(dropped, stage, before), 5)
            await asyncio.sleep(6)
            left = await asyncio.to_thread(read_to_the_end, deaf)
            assert left < 200_000
    async with Events.opened(stage.url, token, last_id=last_id) as again:
        # So much was missed that reading anew is less work.
        assert await again.until_ready() == [("reset", {})]


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["sse", "websocket"])
async def test_a_reader_that_hangs_is_dropped_and_goes_on_where_it_was(
    stage: Stage, kind: str
) -> None:
    user, token = await stage.somebody()
    before, count = len(stage.server.log.read_text()), 400
    async with Socket.opened(stage.url, token) as witness:
        await witness.until_ready()
        last_id = witness.last_id
    with deaf_socket(stage, token, kind):
        await asyncio.sleep(0.2)
        filler = "x" * 10_000
        await stage.tell(
            *(
                Event("test.counted", {"id": number, "filler": filler}, (user.id,))
                for number in range(count)
            )
        )
        await until(partial(dropped, stage, before), 20)
    async with Events.opened(stage.url, token, last_id=last_id) as again:
        missed = await again.until_ready()
    assert [data["id"] for _, data in missed] == list(range(count))


@pytest.mark.alone
async def test_readers_that_do_not_read_cost_little_memory(stage: Stage) -> None:
    """However much is told meanwhile: what waits for them is bounded, and goes with them."""
    users = [await stage.somebody() for _ in range(20)]
    server = psutil.Process(stage.server.process.pid)
    kinds = ("sse", "websocket") * 10
    deaf = [
        await asyncio.to_thread(deaf_socket, stage, token, kind)
        for (_, token), kind in zip(users, kinds, strict=True)
    ]
    await asyncio.sleep(0.5)
    ids = tuple(user.id for user, _ in users)
    filler = "x" * 1000
    before = server.memory_info().rss
    for _ in range(60):
        await stage.tell(*(Event("test.counted", {"filler": filler}, ids) for _ in range(200)))
    await asyncio.sleep(1)

    grown = server.memory_info().rss - before

    # 12,000 events of a kilobyte for each of 20 readers are 240 MB.
    assert grown < 40 * 2**20, grown
    for connection in deaf:
        connection.close()


@asynccontextmanager
async def own_stage(worker: str, folder: Path, *options: str) -> AsyncIterator[Stage]:
    """A server that may be stopped."""
    name = f"praxis_stage_own_{worker}"
    dsn = await create_database(name)
    try:
        async with stage_on(dsn, folder, *options) as stage:
            yield stage
    finally:
        await drop_database(name)


@pytest.mark.alone
@pytest.mark.parametrize("options", [(), ("--workers", "2")])
async def test_a_server_that_stops_says_so_and_stops_at_once(
    worker: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    async with own_stage(worker, tmp_path, *options) as stage:
        _, token = await stage.somebody()
        async with (
            Socket.opened(stage.url, token) as socket,
            Events.opened(stage.url, token) as events,
        ):
            await socket.until_ready()
            await events.until_ready()
            began = time.perf_counter()
            stopping = asyncio.create_task(asyncio.to_thread(stage.server.stop))

            assert (await socket.closed())[0] == 1012
            assert await events.hear() == ("reconnect", {"reason": "restart"})
            assert await stopping == 0
            assert time.perf_counter() - began < 5


async def test_streams_go_on_after_the_server_started_again(worker: str, tmp_path: Path) -> None:
    name = f"praxis_stage_again_{worker}"
    dsn = await create_database(name)
    try:
        async with stage_on(dsn, tmp_path / "first") as stage:
            user, token = await stage.somebody()
            async with Socket.opened(stage.url, token) as socket:
                await socket.until_ready()
                last_id = socket.last_id
        database = Database(dsn, pool_size=1)
        await tell_alone(database, user)
        await database.close()
        async with (
            stage_on(dsn, tmp_path / "second") as stage,
            Socket.opened(stage.url, token, last_id=last_id) as socket,
        ):
            (missed,) = await socket.until_ready()
            assert missed["data"] == {"id": 7}
    finally:
        await drop_database(name)


async def tell_alone(database: Database, user: User) -> None:
    """While no server runs."""
    await database.transact(lambda unit: publish(unit, numbered(user.id, 7), SystemClock().now()))


async def test_the_log_has_one_line_for_a_stream_when_it_ends(stage: Stage) -> None:
    _, token = await stage.somebody()
    before = len(stage.server.log.read_text())
    async with Events.opened(stage.url, token) as events:
        await events.until_ready()
        assert "/events" not in stage.server.log.read_text()[before:]

    async def is_logged() -> bool:
        lines = stage.server.log.read_text()[before:].splitlines()
        found = [json.loads(line) for line in lines if '"/events"' in line]
        return [line["status"] for line in found] == [200]

    await until(is_logged)
