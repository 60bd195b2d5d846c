"""A real `praxis serve` with a little practice in its database, for requests nobody would send."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from praxis.app import create_app
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.settings import AuthSettings, Settings
from tests.conftest import create_database, drop_database
from tests.contract.calls import PREPARED, prepare
from tests.contract.world import World, make_world
from tests.support.api import Api
from tests.support.server import SECRET, RunningServer, running_server


@dataclass
class Practice:
    """The server, and the world that it serves; tokens of the world are good there."""

    server: RunningServer
    world: World


def tomorrow() -> datetime:
    """A morning that is near enough to be booked, whenever this runs."""
    day = SystemClock().now().date() + timedelta(days=1)
    return datetime.combine(day, time(6), UTC)


@pytest.fixture(scope="package")
async def served(worker: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Practice]:
    name = f"praxis_contract_{worker}"
    dsn = await create_database(name)
    folder = Path(tmp_path_factory.mktemp("contract"))
    # Long runs of the fuzzer outlast the usual token.
    auth = AuthSettings(secret_key=SecretStr(SECRET), access_token_lifetime=timedelta(days=1))
    app = create_app(Settings(data_dir=folder, background_tasks=False, auth=auth), dsn)
    app.state.database = Database(dsn, pool_size=3)
    try:
        async with Api.of(app, app.state.clock) as api:
            world = await make_world(app, api, tomorrow())
            for operation in PREPARED:
                await prepare(operation, world)
            with running_server(folder, dsn) as server:
                yield Practice(server, world)
    finally:
        await app.state.database.close()
        await drop_database(name)
