"""Fees of doctors were amounts in the currency of the visit type until they got their own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from praxis.migrations import upgrade as migrations
from tests.conftest import create_empty_database, drop_database

BEFORE, AFTER = "2026_11_21_0800", "2026_11_21_0810"

A_DOCTOR_WITH_TWO_OFFERS = """
    INSERT INTO users (uid, email, full_name, password_hash, role)
    VALUES (gen_random_uuid(), 'ada@example.org', 'Ada', 'x', 'doctor');
    INSERT INTO resources (uid, kind, name) VALUES (gen_random_uuid(), 'doctor', 'Ada');
    INSERT INTO doctors (uid, user_id, resource_id, specialty, licence_number, fee_currency)
    SELECT gen_random_uuid(), u.id, r.id, 'Surgery', 'L-1', 'BDT' FROM users u, resources r;
    INSERT INTO visit_types (uid, name, duration_minutes, slot_interval_minutes, fee_amount,
                             fee_currency)
    VALUES (gen_random_uuid(), 'Own fee', 30, 30, 50, 'EUR'),
           (gen_random_uuid(), 'Usual fee', 30, 30, 50, 'EUR');
    INSERT INTO doctor_visit_types (doctor_id, visit_type_id, fee_amount)
    SELECT d.id, v.id, CASE v.name WHEN 'Own fee' THEN 80 END FROM doctors d, visit_types v;
"""
# Without the visit that it is for: nothing here looks at it.
A_PAYMENT = """
    SET session_replication_role = replica;
    INSERT INTO payments (uid, kind, appointment_id, patient_id, doctor_id, location_id,
                          visit_starts_at, visit_fee_amount, amount, currency, method,
                          receipt_year, receipt_number, received_at, received_on, received_by)
    VALUES (gen_random_uuid(), 'payment', 1, 1, 1, 1, now(), 50, 50, 'EUR', 'cash',
            2027, 1, '2027-01-04', '2027-01-04', 1);
"""
OFFERS = """
    SELECT v.name, o.fee_amount, o.fee_currency FROM doctor_visit_types o
    JOIN visit_types v ON v.id = o.visit_type_id ORDER BY v.name
"""


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_migrations_billing_{worker}"
    yield await create_empty_database(name)
    await drop_database(name)


async def test_own_fees_keep_the_currency_that_they_were_in(dsn: str) -> None:
    await migrations.upgrade(dsn, BEFORE)
    connection = await asyncpg.connect(dsn)
    await connection.execute(A_DOCTOR_WITH_TWO_OFFERS)
    await connection.close()

    await migrations.upgrade(dsn, AFTER)

    connection = await asyncpg.connect(dsn)
    assert [tuple(row) for row in await connection.fetch(OFFERS)] == [
        ("Own fee", 80, "EUR"),
        ("Usual fee", None, None),
    ]
    # The way back knows no second currency: such a fee is given up, not taken for another sum.
    await connection.execute(
        "UPDATE doctor_visit_types SET fee_currency = 'USD' WHERE fee_amount IS NOT NULL"
    )
    await connection.close()
    await migrations.downgrade(dsn, BEFORE)
    connection = await asyncpg.connect(dsn)
    left = await connection.fetch("SELECT fee_amount FROM doctor_visit_types")
    await connection.close()
    assert [row["fee_amount"] for row in left] == [None, None]


async def test_fault_the_way_back_threw_away_what_was_paid(dsn: str) -> None:
    await migrations.upgrade(dsn, AFTER)
    connection = await asyncpg.connect(dsn)
    await connection.execute(A_PAYMENT)
    await connection.close()

    with pytest.raises(Exception, match="There are payments"):
        await migrations.downgrade(dsn, BEFORE)

    connection = await asyncpg.connect(dsn)
    kept = await connection.fetchval("SELECT sum(amount) FROM payments")
    version = await connection.fetchval("SELECT version_num FROM alembic_version")
    await connection.close()
    assert (kept, version) == (50, AFTER)
