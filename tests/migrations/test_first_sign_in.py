"""Who has signed in before is known from sessions, where there are any."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from praxis.migrations import upgrade as migrations
from tests.conftest import create_empty_database, drop_database

BEFORE, AFTER = "2026_11_21_0950", "2026_11_22_0955"

ACCOUNTS = """
    INSERT INTO users (uid, email, full_name, password_hash, role, created_at)
    SELECT gen_random_uuid(), name || '@example.org', name, 'x', 'patient', now() - age
    FROM (VALUES ('here', interval '1 day'), ('new', interval '1 day'),
                 ('seldom', interval '61 days')) AS a(name, age);
    INSERT INTO sessions (uid, user_id, created_at, expires_at)
    SELECT gen_random_uuid(), id, '2026-11-01T00:00Z', '2026-12-01T00:00Z' FROM users
    WHERE full_name = 'here'
"""
KNOWN = """
    SELECT full_name, first_signed_in_at IS NOT NULL,
           first_signed_in_at = '2026-11-01T00:00Z' FROM users ORDER BY full_name
"""


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_migrations_sign_in_{worker}"
    yield await create_empty_database(name)
    await drop_database(name)


async def test_who_may_have_signed_in_before_is_told_of_the_next_device(dsn: str) -> None:
    await migrations.upgrade(dsn, BEFORE)
    connection = await asyncpg.connect(dsn)
    await connection.execute(ACCOUNTS)
    await connection.close()

    await migrations.upgrade(dsn, AFTER)

    connection = await asyncpg.connect(dsn)
    known = [tuple(row) for row in await connection.fetch(KNOWN)]
    await connection.close()
    assert known == [("here", True, True), ("new", False, None), ("seldom", True, False)]
