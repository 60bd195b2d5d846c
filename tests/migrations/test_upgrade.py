"""Every revision leads to the head, whatever the database held before."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from alembic.script import ScriptDirectory

from praxis.migrations import upgrade as migrations
from tests.conftest import create_empty_database, drop_database

REVISIONS = [
    script.revision
    for script in reversed(
        list(ScriptDirectory.from_config(migrations.alembic_config()).walk_revisions())
    )
]

A_USER = """
    INSERT INTO users (uid, email, full_name, password_hash, role)
    VALUES (gen_random_uuid(), 'ada@example.org', 'Ada', 'x', 'patient')
"""


@pytest.fixture
async def empty_dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_migrations_{worker}"
    yield await create_empty_database(name)
    await drop_database(name)


async def run(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(statement)
    await connection.close()


def test_revisions_are_one_line_named_by_date() -> None:
    assert sorted(REVISIONS) == REVISIONS
    assert migrations.head_revision() == REVISIONS[-1]


@pytest.mark.parametrize("revision", [None, *REVISIONS])
async def test_each_earlier_revision_goes_up_to_the_head_without_drift(
    empty_dsn: str, revision: str | None
) -> None:
    if revision is not None:
        await migrations.upgrade(empty_dsn, revision)
        assert await migrations.current_revision(empty_dsn) == revision
    if revision is not None and revision >= "2026_11_21_0200":
        await run(empty_dsn, A_USER)

    await migrations.upgrade(empty_dsn)

    assert await migrations.current_revision(empty_dsn) == migrations.head_revision()
    await migrations.find_drift(empty_dsn)


async def test_every_revision_can_be_taken_back(empty_dsn: str) -> None:
    await migrations.upgrade(empty_dsn)
    await migrations.downgrade(empty_dsn, "base")

    connection = await asyncpg.connect(empty_dsn)
    left = await connection.fetch(
        """
        SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v') AND relname <> 'alembic_version'
        """
    )
    functions = await connection.fetchval(
        "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    )
    await connection.close()
    assert left == []
    assert functions == 0

    await migrations.upgrade(empty_dsn)
    await migrations.find_drift(empty_dsn)


async def test_two_servers_that_start_at_once_migrate_once(empty_dsn: str) -> None:
    await asyncio.gather(*(migrations.upgrade(empty_dsn) for _ in range(3)))

    assert await migrations.current_revision(empty_dsn) == migrations.head_revision()


async def test_a_migration_that_cannot_have_its_lock_soon_fails_instead_of_blocking_readers(
    empty_dsn: str,
) -> None:
    await migrations.upgrade(empty_dsn, "2026_11_21_0500")
    busy = await asyncpg.connect(empty_dsn)
    transaction = busy.transaction()
    await transaction.start()
    await busy.execute("LOCK TABLE attachments IN ACCESS SHARE MODE")

    with pytest.raises(Exception, match="lock timeout"):
        await migrations.downgrade(empty_dsn, "2026_11_21_0410")

    await transaction.rollback()
    await busy.close()
    assert await migrations.current_revision(empty_dsn) == "2026_11_21_0500"
