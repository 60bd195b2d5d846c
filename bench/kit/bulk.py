"""Millions of rows at once: what guards and finds them is put up again when they are in.

An index built at once takes a fraction of what it takes row by row. An exclusion constraint alone
cannot be added at that price: PostgreSQL then looks every row up again, which takes three times as
long as building its index. Where this may be done (by a superuser) the constraint sleeps meanwhile,
its index is built without that look, and who loads must look for clashes in a cheaper way.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from praxis.kit.db.types import SqlConnection

# Primary keys stay: foreign keys of other tables lean on them. Those of these tables go first.
CONSTRAINTS = """
    SELECT conrelid::regclass::text AS of_table, quote_ident(conname) AS name,
           pg_get_constraintdef(oid) AS definition, contype = 'f' AS is_reference,
           conindid::regclass::text AS index, contype = 'x' AND
               (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS may_sleep
    FROM pg_constraint
    WHERE conrelid = ANY ($1::text[]::regclass[]) AND contype IN ('f', 'u', 'x')
    ORDER BY contype = 'f' DESC, conname
"""
# Rows that come pass an index that is not ready; built anew it is. That it excludes is told again.
SLEEP = """
    UPDATE pg_index SET indisready = false, indisvalid = false, indisexclusion = false
    WHERE indexrelid = $1::text::regclass
"""
WAKE = "UPDATE pg_index SET indisexclusion = true WHERE indexrelid = '{}'::regclass"
# A scan begins at the first row, so that what is made from it is the same each time.
FAST = {
    "jit": "off",
    "maintenance_work_mem": "512MB",
    "work_mem": "256MB",
    "synchronize_seqscans": "off",
}
INDEXES = """
    SELECT i.indrelid::regclass::text AS of_table, i.indexrelid::regclass::text AS name,
           pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i
    WHERE i.indrelid = ANY ($1::text[]::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY 1
"""


@asynccontextmanager
async def loading(dsn: str, tables: Sequence[str]) -> AsyncIterator[SqlConnection]:
    """A connection to fill these tables by; their constraints and indexes are put up behind it.

    If the block fails they are not: such a database is thrown away.
    """
    sql = await asyncpg.connect(dsn, server_settings=FAST)
    try:
        constraints = await sql.fetch(CONSTRAINTS, list(tables))
        for row in constraints:
            if row["may_sleep"]:
                await sql.execute(SLEEP, row["index"])
            else:
                await sql.execute(f"ALTER TABLE {row['of_table']} DROP CONSTRAINT {row['name']}")
        indexes = await sql.fetch(INDEXES, list(tables))
        for row in indexes:
            await sql.execute(f"DROP INDEX {row['name']}")
        yield sql
        guards = [row for row in constraints if not row["is_reference"]]
        statements = {
            table: [
                *(row["definition"] for row in indexes if row["of_table"] == table),
                *(each for row in guards if row["of_table"] == table for each in _put_up(row)),
            ]
            for table in tables
        }
        await asyncio.gather(*(_run(dsn, each) for each in statements.values()))
        # References last: looking them up wants the indexes.
        await _run(dsn, [_add(row) for row in constraints if row["is_reference"]])
    finally:
        await sql.close()


def _put_up(row: asyncpg.Record) -> Sequence[str]:
    if row["may_sleep"]:
        return f"REINDEX INDEX {row['index']}", WAKE.format(row["index"])
    return (_add(row),)


def _add(row: asyncpg.Record) -> str:
    return f"ALTER TABLE {row['of_table']} ADD CONSTRAINT {row['name']} {row['definition']}"


async def _run(dsn: str, statements: Sequence[str]) -> None:
    """One table's statements, beside those of the others: the last one takes the longest."""
    sql = await asyncpg.connect(dsn, server_settings=FAST)
    try:
        for statement in statements:
            await sql.execute(statement)
    finally:
        await sql.close()


async def number_on(sql: SqlConnection, tables: Sequence[str]) -> None:
    """Let the keys of rows to come begin behind those that were copied."""
    for table in tables:
        await sql.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 -- our tables
            f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
        )
