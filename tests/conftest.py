"""One PostgreSQL for the run, one migrated database per worker, one application on it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr

from praxis.app import create_app
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.sealing.key_file import make_key_file
from praxis.migrations.upgrade import upgrade
from praxis.settings import Settings
from praxis.settings.groups import AuthSettings, LimitSettings, TaskMode
from tests.support.api import Api
from tests.support.audit import unlisted_actions
from tests.support.postgres import TestServer, worker_dsn
from tests.support.sealing import RING

# A Monday morning, well away from any change of the clocks in the zones the tests use.
NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)

TESTS = Path(__file__).parent
# What no zone of the machine could change runs in one only.
WITHOUT_ZONES = (
    *("contract", "migrations"),
    *(f"unit/{name}" for name in ("backup", "bench", "deploy", "docs", "lint", "script", "web")),
    *(f"integration/{name}" for name in ("audit", "backup", "bench", "cli", "delivery", "health")),
    *(f"integration/{name}" for name in ("identity", "kit", "records", "regions", "web")),
)

hypothesis_settings.register_profile("praxis", deadline=None, print_blob=True)
hypothesis_settings.load_profile("praxis")


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    server = TestServer()
    config.stash[SERVER] = server
    os.environ["PRAXIS_TEST_SERVER"] = server.start()
    os.environ["PRAXIS_TEST_TEMPLATE"] = f"praxis_test_template_{os.getpid()}"
    asyncio.run(_prepare_template())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.path.is_relative_to(TESTS / folder) for folder in WITHOUT_ZONES):
            item.add_marker(pytest.mark.once)


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        asyncio.run(drop_database(os.environ["PRAXIS_TEST_TEMPLATE"]))
        server.stop()


SERVER = pytest.StashKey[TestServer]()


async def _prepare_template() -> None:
    name = os.environ["PRAXIS_TEST_TEMPLATE"]
    await _on_server(f"CREATE DATABASE {name}")
    await upgrade(worker_dsn(os.environ["PRAXIS_TEST_SERVER"], name))


async def create_database(name: str) -> str:
    """An empty, migrated database of this name; returns its address."""
    await _on_server(f"CREATE DATABASE {name} TEMPLATE {os.environ['PRAXIS_TEST_TEMPLATE']}")
    return worker_dsn(os.environ["PRAXIS_TEST_SERVER"], name)


async def create_empty_database(name: str) -> str:
    """A database without any table; returns its address."""
    await _on_server(f"CREATE DATABASE {name}")
    return worker_dsn(os.environ["PRAXIS_TEST_SERVER"], name)


async def drop_database(name: str) -> None:
    await _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _on_server(statement: str) -> None:
    connection = await asyncpg.connect(
        worker_dsn(os.environ["PRAXIS_TEST_SERVER"], "postgres"), command_timeout=60
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this test process, distinct among those of one run."""
    return f"{getattr(request.config, 'workerinput', {}).get('workerid', 'main')}_{os.getpid()}"


@pytest.fixture(scope="session")
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_test_{worker}"
    address = await create_database(name)
    yield address
    try:
        assert await unlisted_actions(address) == set(), "see praxis.audit.actions"
    finally:
        await drop_database(name)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = Settings(
        data_dir=Path(tmp_path_factory.mktemp("data")),
        tasks=TaskMode.OFF,
        hosts=("testserver",),
        # Thousands of requests come from one address; limits have tests of their own.
        limits=LimitSettings(enabled=False),
        # A name: passkeys are bound to one, and to no bare number.
        public_url="http://localhost:8000",
        auth=AuthSettings(secret_key=SecretStr("a-secret-for-tests-only-32-chars-long")),
    )
    make_key_file(made.key_file, RING)
    return made


@pytest.fixture(scope="session")
async def app(dsn: str, settings: Settings) -> AsyncIterator[FastAPI]:
    application = create_app(settings, dsn, clock=FixedClock(NOW))
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
def clock(app: FastAPI) -> Iterator[FixedClock]:
    """The clock of the application, at the same Monday morning for every test."""
    clock = FixedClock(NOW)
    app.state.clock = clock
    yield clock
    app.state.clock = FixedClock(NOW)


@pytest.fixture
def database(app: FastAPI) -> Database:
    found: Database = app.state.database
    return found


@pytest.fixture
async def api(app: FastAPI, clock: FixedClock) -> AsyncIterator[Api]:
    """The application over HTTP, in this process."""
    async with Api.of(app, clock) as client:
        yield client
