import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from praxis.kit.db.database import Database, Reader, TransactionConflict, UnitOfWork
from praxis.kit.errors import DomainError, OutcomeUnknown, Unavailable
from tests.conftest import create_database, drop_database

NAME = "praxis_units"


class Refused(DomainError):
    """No."""


@pytest.fixture(scope="module")
async def units_dsn(worker: str) -> AsyncIterator[str]:
    name = f"{NAME}_{worker}"
    dsn = await create_database(name)
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE tallies (name text PRIMARY KEY, count int NOT NULL)")
    await connection.close()
    yield dsn
    await drop_database(name)


@pytest.fixture
async def units(units_dsn: str) -> AsyncIterator[Database]:
    database = Database(units_dsn, pool_size=4)
    async with database.reading() as reader:
        await reader.sql.execute("DELETE FROM tallies")
        await reader.sql.execute("INSERT INTO tallies VALUES ('a', 0), ('b', 0)")
    yield database
    await database.close()


async def counts(database: Database) -> dict[str, int]:
    rows = await database.read(lambda reader: reader.sql.fetch("SELECT * FROM tallies"))
    return {row["name"]: row["count"] for row in rows}


async def add(unit: UnitOfWork, name: str) -> None:
    await unit.sql.execute("UPDATE tallies SET count = count + 1 WHERE name = $1", name)


async def end_backends(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """
    )
    await connection.close()


async def test_a_unit_of_work_is_one_transaction_for_sql_and_session(units: Database) -> None:
    async def both(unit: UnitOfWork) -> bool:
        await add(unit, "a")
        inner = await unit.session.connection()
        seen = await inner.exec_driver_sql("SELECT count FROM tallies WHERE name = 'a'")
        return bool(seen.scalar() == 1)

    assert await units.transact(both)
    assert await counts(units) == {"a": 1, "b": 0}


async def test_a_refusal_leaves_nothing_and_is_not_repeated(units: Database) -> None:
    calls = 0

    async def refuse(unit: UnitOfWork) -> None:
        nonlocal calls
        calls += 1
        await add(unit, "a")
        raise Refused

    with pytest.raises(Refused):
        await units.transact(refuse)
    assert calls == 1
    assert await counts(units) == {"a": 0, "b": 0}


async def test_a_conflict_repeats_the_whole_operation(units: Database) -> None:
    calls = 0

    async def conflict_once(unit: UnitOfWork) -> None:
        nonlocal calls
        calls += 1
        await add(unit, "a")
        if calls == 1:
            raise TransactionConflict

    await units.transact(conflict_once)
    assert calls == 2
    assert await counts(units) == {"a": 1, "b": 0}


async def test_deadlocked_operations_both_succeed(units: Database) -> None:
    met = asyncio.Barrier(2)
    first_try = {"a": True, "b": True}

    async def cross(unit: UnitOfWork, one: str, other: str) -> None:
        await add(unit, one)
        if first_try[one]:
            first_try[one] = False
            await met.wait()
        await add(unit, other)

    await asyncio.gather(
        units.transact(lambda unit: cross(unit, "a", "b")),
        units.transact(lambda unit: cross(unit, "b", "a")),
    )
    assert await counts(units) == {"a": 2, "b": 2}


async def test_what_was_overtaken_by_another_transaction_is_repeated(units: Database) -> None:
    calls = 0

    async def add_to_what_was_read(unit: UnitOfWork) -> None:
        nonlocal calls
        calls += 1
        await unit.sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        await unit.sql.fetchval("SELECT count FROM tallies WHERE name = 'a'")
        if calls == 1:
            await units.transact(lambda other: add(other, "a"))
        await add(unit, "a")

    await units.transact(add_to_what_was_read)
    assert calls == 2
    assert (await counts(units))["a"] == 2


async def test_a_lost_connection_is_replaced_and_the_operation_repeated(
    units: Database, units_dsn: str
) -> None:
    calls = 0

    async def cut_off(unit: UnitOfWork) -> None:
        nonlocal calls
        calls += 1
        await add(unit, "a")
        if calls == 1:
            await end_backends(units_dsn)
        await add(unit, "b")

    await units.transact(cut_off)
    assert calls == 2
    assert await counts(units) == {"a": 1, "b": 1}


async def test_idle_connections_that_died_are_not_noticed_by_anyone(
    units: Database, units_dsn: str
) -> None:
    await asyncio.gather(*(units.transact(lambda unit: add(unit, "a")) for _ in range(4)))
    await end_backends(units_dsn)

    await asyncio.gather(*(units.transact(lambda unit: add(unit, "a")) for _ in range(4)))

    assert (await counts(units))["a"] == 8


async def test_a_commit_whose_answer_was_lost_is_told_and_not_repeated(
    units: Database, units_dsn: str
) -> None:
    calls = 0

    async def cut_off_at_the_end(unit: UnitOfWork) -> None:
        nonlocal calls
        calls += 1
        await add(unit, "a")
        await end_backends(units_dsn)

    with pytest.raises(OutcomeUnknown):
        await units.transact(cut_off_at_the_end)
    assert calls == 1


async def test_a_statement_that_takes_too_long_is_unavailable(units: Database) -> None:
    async def slow(unit: UnitOfWork) -> None:
        await unit.sql.execute("SET LOCAL statement_timeout = '50ms'")
        await unit.sql.execute("SELECT pg_sleep(5)")

    with pytest.raises(Unavailable):
        await units.transact(slow)


async def test_a_database_that_is_away_is_unavailable() -> None:
    away = Database("postgresql://praxis@127.0.0.1:1/praxis")
    with pytest.raises(Unavailable):
        await away.transact(lambda unit: add(unit, "a"))
    await away.close()


async def test_a_cancelled_operation_leaves_its_connection_usable(units: Database) -> None:
    async def wait(unit: UnitOfWork) -> None:
        await add(unit, "a")
        await unit.sql.execute("SELECT pg_sleep(30)")

    for _ in range(8):
        task = asyncio.create_task(units.transact(wait))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    await units.transact(lambda unit: add(unit, "b"))
    assert await counts(units) == {"a": 0, "b": 1}


async def test_what_commits_itself_is_repeated_until_its_one_statement_wrote(
    units: Database, units_dsn: str
) -> None:
    news: list[str] = []
    units.on_news = lambda: news.append("told")
    calls = 0

    async def write_at_last(reader: Reader) -> int:
        nonlocal calls
        calls += 1
        count = await reader.sql.fetchval("SELECT count FROM tallies WHERE name = 'a'")
        if calls == 1:
            await end_backends(units_dsn)
        if calls == 2:
            raise TransactionConflict
        await reader.sql.fetchval("SELECT 1")
        reader.is_writing = reader.has_news = True
        await reader.sql.execute("UPDATE tallies SET count = $1 WHERE name = 'a'", count + 1)
        return calls

    assert await units.act(write_at_last) == 3
    assert await counts(units) == {"a": 1, "b": 0}
    assert news == ["told"]


async def test_a_statement_whose_answer_was_lost_is_told_and_not_repeated(
    units: Database, units_dsn: str
) -> None:
    calls = 0

    async def cut_off_while_writing(reader: Reader) -> None:
        nonlocal calls
        calls += 1
        reader.is_writing = True
        await asyncio.gather(
            reader.sql.execute(
                "WITH slow AS (SELECT pg_sleep(5)) UPDATE tallies SET count = 9 FROM slow"
            ),
            end_backends(units_dsn),
        )

    with pytest.raises(OutcomeUnknown):
        await units.act(cut_off_while_writing)
    assert calls == 1
    assert await counts(units) == {"a": 0, "b": 0}


async def test_an_orm_session_is_no_reason_to_keep_a_connection(units: Database) -> None:
    async def ask(reader: Reader) -> int:
        seen = await (await reader.session.connection()).exec_driver_sql(
            "SELECT count(*) FROM tallies"
        )
        return int(seen.scalar_one())

    for _ in range(3):
        assert await asyncio.gather(*(units.read(ask) for _ in range(8))) == [2] * 8
    backends = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    assert await units.read(lambda reader: reader.sql.fetchval(backends)) == 4
