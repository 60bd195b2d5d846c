from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.settings import Settings
from tests.conftest import NOW
from tests.support.applications import app_apart


@pytest.fixture(scope="module")
async def app(
    settings: Settings, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    """An installation without the messages of other tests."""
    name = f"praxis_test_dead_letters_{worker}"
    folder = Path(tmp_path_factory.mktemp("dead_letters"))
    async with app_apart(settings, name, folder, FixedClock(NOW)) as found:
        yield found


@pytest.fixture(autouse=True)
async def empty_queues(database: Database) -> None:
    clear = "DELETE FROM outbox_messages; DELETE FROM mails"
    await database.transact(lambda unit: unit.sql.execute(clear))
