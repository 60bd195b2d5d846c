"""The demo practice in databases of its own, one for each date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from praxis.demo.load import load_if_empty
from praxis.identity.passwords import PasswordHasher
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.conftest import create_database, drop_database
from tests.support.sealing import vault_for_tests
from tests.unit.demo.plans import INSTANTS, LOADED


@dataclass
class Demo:
    """A loaded demo practice; `steps` is what loading told of its progress."""

    dsn: str
    database: Database
    now: datetime
    steps: list[tuple[str, int, int]] = field(default_factory=list)

    async def load(self) -> bool:
        def advance(step: str, done: int, total: int) -> None:
            self.steps.append((step, done, total))

        return await load_if_empty(self.database, PasswordHasher(), FixedClock(self.now), advance)

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        async with self.database.reading() as reader:
            return [tuple(row.values()) for row in await reader.sql.fetch(query, *values)]


@asynccontextmanager
async def demo_apart(name: str, now: datetime) -> AsyncIterator[Demo]:
    dsn = await create_database(name)
    demo = Demo(dsn, Database(dsn, pool_size=4, vault=vault_for_tests()), now)
    try:
        assert await demo.load()
        yield demo
    finally:
        await demo.database.close()
        await drop_database(name)


@pytest.fixture(scope="session", params=[INSTANTS[name] for name in LOADED], ids=LOADED)
async def demo(request: pytest.FixtureRequest, worker: str) -> AsyncIterator[Demo]:
    now: datetime = request.param
    async with demo_apart(f"praxis_demo_{now:%Y%m%d}_{worker}", now) as found:
        yield found


@pytest.fixture(scope="session")
async def monday(worker: str) -> AsyncIterator[Demo]:
    """The demo on an ordinary day."""
    now = INSTANTS["an ordinary Monday"]
    async with demo_apart(f"praxis_demo_monday_{worker}", now) as found:
        yield found
