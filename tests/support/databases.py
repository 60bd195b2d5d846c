from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from praxis.kit.db.database import Database
from tests.conftest import create_database, drop_database
from tests.support.sealing import vault_for_tests


@asynccontextmanager
async def database_apart(name: str) -> AsyncIterator[Database]:
    """A migrated database that no other test sees, for tests that break what others rely on."""
    database = Database(await create_database(name), pool_size=12, vault=vault_for_tests())
    try:
        yield database
    finally:
        await database.close()
        await drop_database(name)
