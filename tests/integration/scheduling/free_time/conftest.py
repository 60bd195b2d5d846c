"""A practice of its own for each test, so that all of its free time is this test's."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.conftest import create_database, drop_database
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor
from tests.integration.scheduling.free_time.counting import OTHERS, OURS, Counting, count_searches
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


@pytest.fixture
async def crowd(world: World) -> World:
    """The narrowed doctors come last; the others are free all day and every day."""
    for number in range(OTHERS + OURS):
        specialty = "Dermatology" if number >= OTHERS else "Urology"
        doctor = await make_doctor(world.database, specialty=specialty, languages=["en"])
        world.doctors.append(doctor)
        for weekday in range(7):
            hours = {"start_minute": 480, "end_minute": 1080}
            await make_rule(world.database, doctor, world.places[number % 3], weekday, **hours)
    await world.settle()
    return world


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Counting]:
    """What each search looked at, the last one last."""
    return count_searches(monkeypatch)
