"""A practice of its own for each test, so that all of its free time is this test's."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.conftest import create_database, drop_database
from tests.integration.scheduling.free_time.world import World
from tests.support.api import Api


@pytest.fixture
async def world(
    app: FastAPI, clock: FixedClock, api: Api, database: Database
) -> AsyncIterator[World]:
    name = f"praxis_test_free_{new_uid().hex}"
    own = Database(await create_database(name), pool_size=10)
    app.state.database = own
    try:
        yield await World.begin(own, clock, api)
    finally:
        app.state.database = database
        await own.close()
        await drop_database(name)
