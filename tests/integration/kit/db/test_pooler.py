"""The pool behind pgbouncer in transaction mode, whose few servers many ask at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from praxis.kit.db.connecting import SESSION
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.migrations.upgrade import settle_sessions
from tests.conftest import create_database, drop_database
from tests.integration.kit.db.embedded_support import ground
from tests.support.pgbouncer import pooled

MANY = 150


@pytest.fixture
async def behind(worker: str) -> AsyncIterator[Database]:
    name = f"praxis_test_pooler_{worker}"
    direct = await create_database(name)
    await settle_sessions(direct)
    with ground() as folder, pooled(direct, folder) as address:
        database = Database(address, pool_size=12, pooler=True)
        async with database.reading() as reader:
            await reader.sql.execute("SELECT 1")
        yield database
        await database.close()
    await drop_database(name)


async def test_each_is_answered_what_it_asked(behind: Database) -> None:
    async def by_hand(reader: Reader, number: int) -> int:
        found = [await reader.sql.fetchval(f"SELECT {number} + $1::int", n) for n in range(3)]
        assert found == [number, number + 1, number + 2]
        return number

    async def by_session(reader: Reader, number: int) -> int:
        found = await reader.session.execute(text(f"SELECT {number} + :n"), {"n": 0})
        return int(found.scalar_one())

    async def write(unit: UnitOfWork, number: int) -> int:
        unit.is_writing = True
        await unit.sql.execute("INSERT INTO numbers VALUES ($1)", number)
        return number

    await behind.transact(lambda unit: unit.sql.execute("CREATE TABLE numbers (n int)"))
    asked = [
        asked
        for number in range(MANY)
        for asked in (
            behind.read(lambda reader, n=number: by_hand(reader, n)),  # type: ignore[misc] # bound at once
            behind.read(lambda reader, n=number: by_session(reader, n)),  # type: ignore[misc] # as above
            behind.act(lambda reader, n=number: write(reader, n)),  # type: ignore[misc] # as above
        )
    ]
    answers = await asyncio.gather(*asked)
    assert answers == [number for number in range(MANY) for _ in range(3)]
    count = "SELECT count(DISTINCT n) FROM numbers"
    assert await behind.read(lambda reader: reader.sql.fetchval(count)) == MANY


async def test_its_connections_are_as_ours(behind: Database) -> None:
    async def ask(reader: Reader) -> dict[str, str]:
        return {name: await reader.sql.fetchval(f"SHOW {name}") for name in SESSION}

    assert await behind.read(ask) == dict(SESSION)
