"""Millions of rows at once: what guards and finds them is put up again when they are in.

An exclusion constraint that sees row after row takes many times as long as its index built at
once, and so it is with foreign keys, if less so.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from praxis.kit.db.types import SqlConnection

# Primary keys stay: foreign keys of other tables lean on them. Those of these tables go first.
CONSTRAINTS = """
    SELECT conrelid::regclass::text AS of_table, quote_ident(conname) AS name,
           pg_get_constraintdef(oid) AS definition, contype = 'f' AS is_reference
    FROM pg_constraint
    WHERE conrelid = ANY ($1::text[]::regclass[]) AND contype IN ('f', 'u', 'x')
    ORDER BY contype = 'f' DESC, conname
"""
INDEXES = """
    SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i
    WHERE i.indrelid = ANY ($1::text[]::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY 1
"""


@asynccontextmanager
async def loading(sql: SqlConnection, tables: Sequence[str]) -> AsyncIterator[None]:
    """Take constraints and indexes off these tables, and put them up again after the block.

    If the block fails they are not: such a database is thrown away.
    """
    constraints = await sql.fetch(CONSTRAINTS, list(tables))
    for row in constraints:
        await sql.execute(f"ALTER TABLE {row['of_table']} DROP CONSTRAINT {row['name']}")
    indexes = await sql.fetch(INDEXES, list(tables))
    for row in indexes:
        await sql.execute(f"DROP INDEX {row['name']}")
    yield
    for row in indexes:
        await sql.execute(row["definition"])
    # References last: looking them up wants the indexes.
    for row in reversed(constraints):
        await _put_up(sql, row)


async def _put_up(sql: SqlConnection, row: asyncpg.Record) -> None:
    await sql.execute(
        f"ALTER TABLE {row['of_table']} ADD CONSTRAINT {row['name']} {row['definition']}"
    )


async def number_on(sql: SqlConnection, tables: Sequence[str]) -> None:
    """Let the keys of rows to come begin behind those that were copied."""
    for table in tables:
        await sql.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 -- our tables
            f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
        )
