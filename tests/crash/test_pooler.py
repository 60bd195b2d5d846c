"""Praxis behind pgbouncer in transaction mode, where each transaction may meet another server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from praxis.identity.models import User
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.connecting import SESSION
from praxis.kit.db.database import Database, Reader
from praxis.settings.groups import AuthSettings
from tests.conftest import create_database, drop_database
from tests.factories.availability import make_practice
from tests.integration.cli.test_cli import praxis
from tests.integration.kit.db.embedded_support import ground
from tests.support.api import open_session
from tests.support.booking import booking, count_overlaps, outcomes, patient_with_account
from tests.support.pgbouncer import pooled
from tests.support.server import SECRET, RunningServer, start_server
from tests.support.streams import Socket

pytestmark = pytest.mark.alone

RIVALS, TIMES = 24, 6
CLOCK = SystemClock()


@dataclass
class Pooled:
    server: RunningServer
    pooler: str
    direct: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.pooler,
            "PRAXIS_DATABASE__DIRECT_URL": self.direct,
            "PRAXIS_DATABASE__POOLER": "true",
        }


@pytest.fixture(scope="module")
async def scene(worker: str) -> AsyncIterator[Pooled]:
    name = f"praxis_test_pooled_{worker}"
    direct = await create_database(name)
    try:
        with ground() as folder, pooled(direct, folder) as pooler:
            variables = {"PRAXIS_DATABASE__DIRECT_URL": direct, "PRAXIS_DATABASE__POOLER": "true"}
            options = ("--workers", "2")
            server = start_server(folder / "var", pooler, *options, environment=variables)
            try:
                yield Pooled(server, pooler, direct, folder)
                assert server.faults() == []
            finally:
                server.stop()
    finally:
        await drop_database(name)


async def caller(database: Database, server: RunningServer, user: User) -> httpx.AsyncClient:
    tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
    token = await open_session(database, tokens, CLOCK, user)
    return httpx.AsyncClient(
        base_url=server.base_url + "/api/v1",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    )


async def test_each_of_many_contested_times_has_one_winner(scene: Pooled) -> None:
    database = Database(scene.direct, pool_size=4)
    practice = await make_practice(database, hours=(0, 24 * 60))
    first = (CLOCK.now() + timedelta(days=5)).replace(minute=0, second=0, microsecond=0)
    times = [first + timedelta(minutes=30 * number) for number in range(TIMES)]
    rivals = []
    for _ in range(RIVALS):
        user, _patient = await patient_with_account(database)
        rivals.append(await caller(database, scene.server, user))

    async def ask(rival: httpx.AsyncClient, number: int) -> list[httpx.Response]:
        found = []
        for step in range(TIMES):
            at = times[(number + step) % TIMES]
            found.append(await rival.post("/appointments", json=booking(practice, at)))
            query = {"visit_type_id": str(practice.visit_type.uid), "limit": "5"}
            found.append(await rival.get("/slots", params=query))
            found.append(await rival.get("/appointments"))
        return found

    answers = await asyncio.gather(*(ask(rival, n) for n, rival in enumerate(rivals)))
    for rival in rivals:
        await rival.aclose()

    booked = outcomes([answer for found in answers for answer in found[::3]])
    assert booked == {201: TIMES, 409: TIMES * (RIVALS - 1)}
    read = [answer for found in answers for answer in (*found[1::3], *found[2::3])]
    assert outcomes(read) == {200: 2 * TIMES * RIVALS}
    # Each was shown its own: nobody met the statement of somebody else.
    async with database.reading() as reader:
        held = await reader.sql.fetchval("SELECT count(*) FROM appointments")
    assert held == TIMES
    assert await count_overlaps(database) == 0
    await database.close()


async def test_what_is_told_reaches_open_pages_at_once(scene: Pooled) -> None:
    database = Database(scene.direct, pool_size=2)
    practice = await make_practice(database, hours=(0, 24 * 60))
    user, _ = await patient_with_account(database)
    tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
    token = await open_session(database, tokens, CLOCK, user)
    at = (CLOCK.now() + timedelta(days=6)).replace(minute=0, second=0, microsecond=0)
    async with Socket.opened(scene.server.base_url, token) as socket:
        await socket.until_ready()
        async with await caller(database, scene.server, user) as patient:
            made = await patient.post("/appointments", json=booking(practice, at))
            assert made.status_code == 201, made.text
        async with asyncio.timeout(3):
            kind, _data = await socket.event()
    assert kind
    await database.close()


async def test_connections_of_the_pooler_are_as_ours(scene: Pooled) -> None:
    database = Database(scene.pooler, pool_size=3, pooler=True)

    async def settings(_: int) -> dict[str, str]:
        async def ask(reader: Reader) -> dict[str, str]:
            return {name: await reader.sql.fetchval(f"SHOW {name}") for name in SESSION}

        return await database.read(ask)

    for found in await asyncio.gather(*map(settings, range(6))):
        assert {**found, "timezone": "UTC"} == dict(SESSION)
    await database.close()


def test_check_says_how_the_pooler_is(scene: Pooled) -> None:
    done = praxis("check", folder=scene.folder / "var", extra=scene.environment)
    assert "its connections are as ours" in done.stdout


async def test_connections_made_before_the_settings_are_found_out(scene: Pooled) -> None:
    sql = await asyncpg.connect(scene.direct)
    name = await sql.fetchval("SELECT current_database()")
    await sql.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {name} RESET ALL")
    await sql.close()
    # A folder of its own: a pooler of root gives it to another user, with all that lies in it.
    with ground() as place, pooled(scene.direct, place) as fresh:
        environment = {**scene.environment, "DATABASE_URL": fresh}
        done = praxis("check", folder=scene.folder / "var", extra=environment)
    assert done.returncode == 1
    assert "run RECONNECT" in done.stdout
