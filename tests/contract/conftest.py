"""A real `praxis serve`, and little practices in its database, for requests nobody would send."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from praxis.app import create_app
from praxis.kit.clock import FixedClock, SystemClock
from praxis.kit.db.database import Database
from praxis.kit.sealing.key_file import make_key_file
from praxis.kit.sealing.vault import Vault
from praxis.settings import Settings
from praxis.settings.groups import AuthSettings, LimitSettings, TaskMode
from tests.conftest import create_database, drop_database
from tests.contract.asking import Route
from tests.contract.preparing import PREPARED, prepare
from tests.contract.world import World, give_accounts_things, make_world
from tests.support.api import Api
from tests.support.sealing import RING
from tests.support.server import SECRET, RunningServer, running_server


@dataclass
class Served:
    """The server, and the same application in this process: tokens of one are good for both."""

    server: RunningServer
    app: FastAPI
    api: Api

    async def make_world(self) -> World:
        """A practice that has everything, with tomorrow as its day."""
        world = await make_world(self.app, self.api, tomorrow())
        await give_accounts_things(world)
        for operation in PREPARED:
            await prepare(operation, world)
        return world


def tomorrow() -> datetime:
    """A morning that is near enough to be booked, whenever this runs."""
    day = SystemClock().now().date() + timedelta(days=1)
    return datetime.combine(day, time(6), UTC)


@pytest.fixture(scope="package")
async def served(worker: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    name = f"praxis_contract_{worker}"
    dsn = await create_database(name)
    folder = Path(tmp_path_factory.mktemp("contract"))
    # Long runs of the fuzzer outlast the usual token.
    auth = AuthSettings(secret_key=SecretStr(SECRET), access_token_lifetime=timedelta(days=1))
    settings = Settings(
        data_dir=folder,
        tasks=TaskMode.OFF,
        auth=auth,
        hosts=("testserver",),
        # Passkeys are of a name, not of a number.
        public_url="http://localhost:8000",
        limits=LimitSettings(enabled=False),
    )
    app = create_app(settings, dsn)
    key_file = app.state.settings.key_file
    make_key_file(key_file, RING)
    app.state.database = Database(dsn, pool_size=3, vault=Vault(key_file))
    try:
        async with Api.of(app, app.state.clock) as api:
            with running_server(folder, dsn) as server:
                yield Served(server, app, api)
    finally:
        await app.state.database.close()
        await drop_database(name)


@pytest.fixture(scope="package")
def routes(app: FastAPI) -> dict[str, Route]:
    """Method and path of every operation of the OpenAPI file, by its name."""
    return {
        operation["operationId"]: (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    }


@pytest.fixture(scope="module")
async def stocked(app: FastAPI) -> AsyncIterator[World]:
    """A world in this process that has everything, and shall keep it."""
    async with Api.of(app, FixedClock(app.state.clock.now())) as api:
        world = await make_world(app, api)
        await give_accounts_things(world)
        for operation in PREPARED:
            await prepare(operation, world)
        for caller in ("doctor", "admin_reason"):
            await world.caller(caller)
        yield world
