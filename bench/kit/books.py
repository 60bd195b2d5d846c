"""What the database holds after bookings: how many there are, and whether any two collide."""

import asyncio
import time
from dataclasses import dataclass

import asyncpg

from bench.kit.errors import BenchError

TALLY = """
    WITH new AS (SELECT a.* FROM appointments a WHERE a.id > $1)
    SELECT (SELECT count(*) FROM new) AS visits,
           (SELECT count(*) FROM new a
            WHERE (SELECT count(*) FROM claims c WHERE c.appointment_id = a.id) <> 2
               OR (SELECT count(*) FROM audit_events e WHERE e.entity_uid = a.uid) <> 1
               OR NOT EXISTS (SELECT FROM appointment_events e WHERE e.appointment_id = a.id)
           ) AS incomplete,
           (SELECT count(*) FROM claims c JOIN claims d
              ON d.resource_id = c.resource_id AND d.lane = c.lane AND d.during && c.during
             AND d.id <> c.id
            WHERE c.appointment_id IN (SELECT id FROM new)) AS doubled
"""
# Sealed is what lies before the last seal; messages that wait for their time are not due.
IS_DELIVERED = """
    SELECT NOT EXISTS (SELECT FROM outbox_messages
                       WHERE dead_at IS NULL AND available_at <= now())
       AND NOT EXISTS (
           SELECT FROM audit_events
           WHERE transaction >= (SELECT coalesce(max(until_transaction::text::bigint), 0)
                                 FROM audit_seals)::text::xid8)
"""
ARE_MAILED = """
    SELECT NOT EXISTS (SELECT FROM mails WHERE finished_at IS NULL AND available_at <= now())
"""
POLL_SECONDS = 0.1
PATIENCE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Tally:
    """Visits booked by the bench; those without their claims, audit or history; collisions."""

    visits: int
    incomplete: int
    doubled: int


def tally(dsn: str, filled: int) -> Tally:
    """Of the visits that came after the first `filled`."""
    return asyncio.run(_tally(dsn, filled))


async def _tally(dsn: str, filled: int) -> Tally:
    sql = await asyncpg.connect(dsn)
    try:
        row = await sql.fetchrow(TALLY, filled)
    finally:
        await sql.close()
    if row is None:
        raise BenchError("The database does not count.")
    return Tally(**dict(row))


def visits(dsn: str) -> int:
    """All that there are."""
    return asyncio.run(_ask(dsn, "SELECT count(*) FROM appointments"))


async def _ask(dsn: str, query: str) -> int:
    sql = await asyncpg.connect(dsn)
    try:
        return int(await sql.fetchval(query))
    finally:
        await sql.close()


def wait_until_delivered(dsn: str, *, mails: bool = False) -> None:
    """Until every message was handed on and the audit is sealed; with `mails`, these are sent."""
    asyncio.run(_wait(dsn, [IS_DELIVERED, ARE_MAILED] if mails else [IS_DELIVERED]))


async def _wait(dsn: str, conditions: list[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    sql = await asyncpg.connect(dsn)
    try:
        for condition in conditions:
            while not await sql.fetchval(condition):
                if time.monotonic() > deadline:
                    raise BenchError("Messages were not delivered within three minutes.")
                await asyncio.sleep(POLL_SECONDS)
    finally:
        await sql.close()


def deadlocks(dsn: str) -> int:
    """How many PostgreSQL has counted in this database."""
    return asyncio.run(_deadlocks(dsn))


async def _deadlocks(dsn: str) -> int:
    sql = await asyncpg.connect(dsn)
    try:
        # The processes tell of theirs now and then, and when they end.
        await sql.execute("SELECT pg_stat_force_next_flush()")
        found = await sql.fetchval(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return int(found)
    finally:
        await sql.close()
