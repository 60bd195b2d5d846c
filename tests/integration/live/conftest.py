"""A real server that delivers what happens, and who listens to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from praxis.identity.models import Role, User
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.live.events import Event, publish
from praxis.settings.groups import AuthSettings
from tests.conftest import create_database, drop_database
from tests.factories.identity import make_user
from tests.support.api import BASE, open_session
from tests.support.server import SECRET, RunningServer, running_server
from tests.support.streams import Socket, until

CLOCK = SystemClock()


@dataclass
class Stage:
    server: RunningServer
    database: Database
    tokens: TokenMaker

    @property
    def url(self) -> str:
        return self.server.base_url

    async def token(self, user: User) -> str:
        """Of a new session."""
        return await open_session(self.database, self.tokens, CLOCK, user)

    async def somebody(self, role: Role = Role.PATIENT) -> tuple[User, str]:
        user = await make_user(self.database, role)
        return user, await self.token(user)

    async def tell(self, *events: Event) -> None:
        """As the dispatcher does it."""
        await self.database.transact(partial(publish, events=events, now=CLOCK.now()))

    async def heard(self, token: str) -> None:
        """Wait until the server has heard of all that was told; what comes later is live."""
        async with self.database.reading() as reader:
            newest = await reader.sql.fetchval(
                "SELECT uid FROM live_events ORDER BY id DESC LIMIT 1"
            )

        async def knows_the_newest() -> bool:
            async with Socket.opened(self.url, token) as socket:
                await socket.until_ready()
                return socket.last_id == str(newest)

        await until(knows_the_newest)

    async def ask(self, token: str, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        async with httpx.AsyncClient(base_url=self.url + BASE, timeout=20) as client:
            return await client.request(method, path, headers=headers, **options)


@asynccontextmanager
async def stage_on(dsn: str, folder: Path, *options: str) -> AsyncIterator[Stage]:
    """A server of its own on this database, whose log must hold no fault in the end."""
    database = Database(dsn, pool_size=3)
    try:
        with running_server(folder, dsn, *options) as server:
            tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
            yield Stage(server, database, tokens)
        assert server.faults() == []
        assert "Traceback" not in server.log.read_text()
    finally:
        await database.close()


@pytest.fixture(scope="package")
async def stage(worker: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    name = f"praxis_stage_{worker}"
    dsn = await create_database(name)
    try:
        async with stage_on(dsn, Path(tmp_path_factory.mktemp("stage"))) as stage:
            yield stage
    finally:
        await drop_database(name)
