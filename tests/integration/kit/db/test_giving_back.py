"""Who stops waiting, or asks for more, does nothing to those who get the connection next."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from praxis.kit.db.database import Database, Reader, UnitOfWork
from tests.conftest import create_database, drop_database

NAME = "praxis_giving_back"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
END_ONE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1
"""


@pytest.fixture(scope="module")
async def tallies_dsn(worker: str) -> AsyncIterator[str]:
    name = f"{NAME}_{worker}"
    dsn = await create_database(name)
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE tallies (count int NOT NULL)")
    await connection.execute("INSERT INTO tallies VALUES (0)")
    await connection.close()
    yield dsn
    await drop_database(name)


@pytest.fixture
async def alone(tallies_dsn: str) -> AsyncIterator[Database]:
    """With one connection, which all have to share."""
    database = Database(tallies_dsn, pool_size=1)
    async with database.reading() as reader:
        await reader.sql.execute("UPDATE tallies SET count = 0")
    yield database
    await database.close()


async def add(unit: UnitOfWork) -> None:
    await unit.sql.execute("UPDATE tallies SET count = count + 1")


async def count(dsn: str) -> int:
    """As somebody else sees it."""
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval("SELECT count FROM tallies"))
    finally:
        await connection.close()


async def test_cancelled_while_it_begins_nobody_inherits_its_transaction(
    alone: Database, tallies_dsn: str
) -> None:
    task = asyncio.create_task(alone.transact(add))
    # It runs up to its first wait: for the answer to BEGIN.
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await alone.transact(add)
    assert await count(tallies_dsn) == 1


async def test_cancelled_while_it_commits_nobody_finds_its_transaction_open(
    alone: Database, tallies_dsn: str
) -> None:
    async def leave(unit: UnitOfWork) -> None:
        await add(unit)
        # It takes effect at the next wait: for the answer to COMMIT.
        leaving.cancel()

    async def follow() -> None:
        with pytest.raises(asyncio.CancelledError):
            await alone.transact(leave)
        leaving.uncancel()
        await alone.transact(add)

    leaving = asyncio.create_task(follow())
    await leaving

    assert await count(tallies_dsn) in {1, 2}


async def test_one_who_asks_again_and_again_does_not_keep_others_waiting(alone: Database) -> None:
    async def ask(reader: Reader) -> None:
        await reader.sql.fetchval("SELECT 1")

    served = asyncio.Event()
    times = 0

    async def ask_often() -> None:
        nonlocal times
        while not served.is_set() and times < 100:
            times += 1
            await alone.read(ask)

    async def ask_once() -> None:
        await alone.read(ask)
        served.set()

    await asyncio.gather(ask_often(), ask_once())

    assert times < 5


async def test_a_server_that_has_become_a_standby_is_left_and_the_statement_repeated(
    alone: Database, tallies_dsn: str
) -> None:
    """What it refused was not written: nobody need wonder."""
    async with alone.reading() as reader:
        await reader.sql.execute("SET default_transaction_read_only = on")

    async def write(reader: Reader) -> None:
        reader.is_writing = True
        await reader.sql.execute("UPDATE tallies SET count = count + 1")

    await alone.act(write)

    assert await count(tallies_dsn) == 1


async def test_what_remains_of_a_pool_of_which_one_connection_was_lost_is_closed(
    tallies_dsn: str,
) -> None:
    """They live on, and the server has only so many."""
    database = Database(tallies_dsn, pool_size=4)
    stranger = await asyncpg.connect(tallies_dsn)

    async def ask(reader: Reader) -> None:
        await reader.sql.fetchval("SELECT pg_sleep(0.01)")

    for _ in range(4):
        await asyncio.gather(*(database.read(ask) for _ in range(4)))
        await stranger.execute(END_ONE)
    await asyncio.gather(*(database.read(ask) for _ in range(4)))

    assert await stranger.fetchval(OTHERS) <= 4
    await stranger.close()
    await database.close()
