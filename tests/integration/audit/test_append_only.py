"""What is written once is kept by the database itself, even from the owner of the tables."""

import asyncpg
import pytest

from praxis.kit.db.database import Database

TABLES = (
    "audit_events",
    "audit_seals",
    "appointment_events",
    "medical_record_versions",
)
A_ROW = {
    "audit_events": "(uid, actor_role, action, entity) VALUES (gen_random_uuid(), '', '', '')",
    "audit_seals": "(from_transaction, until_transaction, events, previous, digest) "
    "VALUES ('8999999999999', '9000000000000', 0, '', '')",
    "appointment_events": "(appointment_id, at, kind, to_status, actor_role) "
    "VALUES (-1, now(), '', '', '')",
    "medical_record_versions": "(record_id, number, author_id, written_at, sealed) "
    "VALUES (-1, 1, 1, now(), '\\x01')",
}
SOME_COLUMN = {
    "audit_events": "action",
    "audit_seals": "events",
    "appointment_events": "kind",
    "medical_record_versions": "number",
}


async def refusal(database: Database, table: str, statement: str) -> asyncpg.PostgresError:
    """The error that `statement` meets on a table with a row in it."""
    async with database.reading() as reader:
        transaction = reader.sql.transaction()
        await transaction.start()
        try:
            # The rows that it would refer to are of no matter here; nobody checks in this role.
            await reader.sql.execute("SET LOCAL session_replication_role = replica")
            await reader.sql.execute(f"INSERT INTO {table} {A_ROW[table]}")
            await reader.sql.execute("SET LOCAL session_replication_role = origin")
            with pytest.raises(asyncpg.PostgresError) as refused:
                await reader.sql.execute(statement)
        finally:
            await transaction.rollback()
    return refused.value


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
async def test_the_database_refuses(database: Database, table: str, verb: str) -> None:
    column = SOME_COLUMN[table]
    statement = {
        "UPDATE": f"UPDATE {table} SET {column} = {column}",
        "DELETE": f"DELETE FROM {table}",
        "TRUNCATE": f"TRUNCATE {table} CASCADE",
    }[verb]
    refused = await refusal(database, table, statement)
    assert refused.sqlstate == "23001"
    assert "append-only" in str(refused)
