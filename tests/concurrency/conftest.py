"""Races run against the real server: several processes, real connections, PostgreSQL's own log."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from praxis.identity.models import User
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.settings.groups import AuthSettings
from tests.conftest import create_database, drop_database
from tests.support.api import open_session
from tests.support.server import SECRET, RunningServer, running_server

CONNECTIONS = 50


@dataclass
class Arena:
    """A running server with two processes, and its database for looking behind it."""

    server: RunningServer
    database: Database
    client: httpx.AsyncClient
    tokens: TokenMaker

    async def headers(self, user: User) -> dict[str, str]:
        token = await open_session(self.database, self.tokens, SystemClock(), user)
        return {"Authorization": f"Bearer {token}"}

    async def deadlocks(self) -> int:
        """How many deadlocks PostgreSQL has counted in this database."""
        async with self.database.reading() as reader:
            await reader.sql.execute("SELECT pg_stat_clear_snapshot()")
            return int(
                await reader.sql.fetchval(
                    "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
                )
                or 0
            )


@pytest.fixture(scope="session")
async def arena_dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_race_{worker}"
    yield await create_database(name)
    await drop_database(name)


@pytest.fixture(scope="session")
def arena_server(
    arena_dsn: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    folder = Path(tmp_path_factory.mktemp("arena"))
    with running_server(folder, arena_dsn, "--workers", "2") as server:
        yield server


@pytest.fixture(scope="session")
async def arena(arena_server: RunningServer, arena_dsn: str) -> AsyncIterator[Arena]:
    database = Database(arena_dsn, pool_size=5)
    tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx.AsyncClient(
        base_url=arena_server.base_url + "/api/v1", limits=limits, timeout=30
    ) as client:
        yield Arena(arena_server, database, client, tokens)
    await database.close()
