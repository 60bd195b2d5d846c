import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from praxis import __version__
from praxis.app import create_app
from praxis.health.schemas import HealthStatus
from praxis.health.service import KEPT_SECONDS, Health
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Reader
from praxis.migrations.upgrade import downgrade, head_revision
from praxis.settings import Settings
from tests.conftest import NOW, create_database, drop_database
from tests.support.api import Api, ok
from tests.support.databases import database_apart

PATHS = ("/api/v1/health", "/readyz")


async def ask(settings: Settings, dsn: str, path: str) -> httpx.Response:
    """What a server of its own on the database at `dsn` answers."""
    app = create_app(settings, dsn, clock=FixedClock(NOW))
    async with app.router.lifespan_context(app), Api.of(app, FixedClock(NOW)) as api:
        return await api.client.get(path)


@pytest.mark.parametrize("path", PATHS)
async def test_anyone_learns_that_all_is_well(api: Api, path: str) -> None:
    response = await api.client.get(path)
    body = ok(response)
    assert body["status"] == "ok"
    assert body["version"] == __version__
    assert body["database"]["status"] == "ok"
    assert body["database"]["server_version"].partition(".")[0].isdecimal()
    assert body["migrations"] == {"current": head_revision(), "head": head_revision()}
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
async def test_a_database_that_is_away_is_503_and_names_no_host(
    settings: Settings, tmp_path: Path, path: str
) -> None:
    response = await ask(settings, f"postgresql:///practice?host={tmp_path}&user=secret", path)
    body = ok(response, 503)
    assert body["status"] == "unavailable"
    assert body["database"] == {"status": "unavailable", "server_version": None}
    assert "secret" not in response.text
    assert str(tmp_path) not in response.text


@pytest.mark.parametrize("revision", ["base", "2026_11_21_0100"])
async def test_a_database_behind_this_release_is_503(
    settings: Settings, worker: str, revision: str
) -> None:
    name = f"praxis_test_health_{worker}"
    dsn = await create_database(name)
    await downgrade(dsn, revision)
    body = ok(await ask(settings, dsn, "/readyz"), 503)
    assert (body["status"], body["database"]["status"]) == ("unavailable", "ok")
    assert body["migrations"]["current"] == (None if revision == "base" else revision)
    await drop_database(name)


async def test_a_database_of_the_next_release_still_serves(settings: Settings, worker: str) -> None:
    name = f"praxis_test_health_{worker}"
    dsn = await create_database(name)
    app = create_app(settings, dsn, clock=FixedClock(NOW))
    async with app.router.lifespan_context(app), Api.of(app, FixedClock(NOW)) as api:
        async with app.state.database.reading() as reader:
            await reader.sql.execute("UPDATE alembic_version SET version_num = '2999_01_01_0000'")
        assert ok(await api.client.get("/readyz"))["migrations"]["current"] == "2999_01_01_0000"
    await drop_database(name)


async def test_the_process_lives_without_its_database(settings: Settings, tmp_path: Path) -> None:
    response = await ask(settings, f"postgresql:///practice?host={tmp_path}", "/livez")
    assert ok(response) == {"status": "ok"}


async def test_who_asks_without_end_takes_no_connection_from_those_who_work(worker: str) -> None:
    async with database_apart(f"praxis_test_health_{worker}") as database:
        asked = 0
        reading = database.reading

        def counted() -> AbstractAsyncContextManager[Reader]:
            nonlocal asked
            asked += 1
            return reading()

        database.reading = counted  # type: ignore[method-assign,assignment] # the real one, counted
        health = Health(database)
        found = await asyncio.gather(*(health.look() for _ in range(200)))
        assert {one.status for one in found} == {HealthStatus.OK}
        assert asked == 1
        await asyncio.sleep(KEPT_SECONDS)
        await health.look()
        assert asked == 2


async def test_who_goes_away_takes_no_answer_from_others(worker: str) -> None:
    async with database_apart(f"praxis_test_health_{worker}") as database:
        health = Health(database)
        first = asyncio.create_task(health.look())
        await asyncio.sleep(0)
        second = asyncio.create_task(health.look())
        await asyncio.sleep(0)
        first.cancel()
        assert (await second).status is HealthStatus.OK
        assert first.cancelled()
