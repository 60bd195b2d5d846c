"""Free time that is kept already is found by specialty at once, and follows its doctor."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from praxis.migrations import upgrade as migrations
from tests.conftest import create_empty_database, drop_database

BEFORE, AFTER = "2026_11_22_0955", "2026_11_22_1005"

DOCTOR = """
    INSERT INTO resources (uid, kind, name) VALUES (gen_random_uuid(), 'doctor', 'Ann');
    INSERT INTO users (uid, email, full_name, password_hash, role)
    VALUES (gen_random_uuid(), 'ann@example.org', 'Ann', 'x', 'doctor');
    INSERT INTO doctors (uid, user_id, resource_id, specialty, licence_number, fee_currency)
    SELECT gen_random_uuid(), u.id, r.id, 'Innere Medizin', 'A 1', 'EUR' FROM users u, resources r
"""
KEPT = """
    INSERT INTO free_stretches (open_id, starts_at, bucket, grid_from, doctor_id, location_id,
                                ends_at, clear_from, clear_until)
    SELECT 1, at, at, at, id, 1, at, at, at FROM doctors, now() at
"""


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_migrations_specialty_{worker}"
    yield await create_empty_database(name)
    await drop_database(name)


async def test_rows_have_the_specialty_of_their_doctor_who_is_stale_with_another(dsn: str) -> None:
    await migrations.upgrade(dsn, BEFORE)
    connection = await asyncpg.connect(dsn)
    await connection.execute(DOCTOR)
    await connection.execute(KEPT)
    await connection.close()

    await migrations.upgrade(dsn, AFTER)

    connection = await asyncpg.connect(dsn)
    kept = [row["specialty"] for row in await connection.fetch("SELECT * FROM free_stretches")]
    stale = []
    for name in ("INNERE MEDIZIN", "Chirurgie"):
        await connection.execute("UPDATE doctors SET specialty = $1", name)
        stale.append(await connection.fetchval("SELECT count(*) FROM stale_free_time"))
    await connection.close()
    assert kept == ["innere medizin"]
    assert stale == [0, 1]
