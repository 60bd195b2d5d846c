from collections.abc import AsyncIterator

import pytest

from praxis.kit.db.database import Database
from tests.support.databases import database_apart


@pytest.fixture
async def ledger(worker: str) -> AsyncIterator[Database]:
    """A database of its own, because these tests break its chain."""
    async with database_apart(f"praxis_test_ledger_{worker}") as database:
        yield database
