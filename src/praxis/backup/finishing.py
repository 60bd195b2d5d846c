"""What is done with a database that was brought back, before anybody uses it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from praxis.audit import service as audit
from praxis.backup.errors import CountsLower
from praxis.identity.auth import SYSTEM
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.migrations import upgrade as migrations
from praxis.notifications import holding

END_SESSIONS = """
    UPDATE sessions SET revoked_at = $1, revoked_because = 'restored' WHERE revoked_at IS NULL
"""
# A link may have been used since, by its owner or by whoever found it.
VOID_LINKS = "UPDATE one_time_tokens SET used_at = $1 WHERE used_at IS NULL"
# The audit is chained by these numbers; a server that the rows were loaded into has its own.
COUNTED = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS here,
           greatest((SELECT until_transaction FROM audit_seals ORDER BY id DESC LIMIT 1),
                    (SELECT transaction FROM audit_events ORDER BY transaction DESC LIMIT 1)
           ) AS known
"""

# What else is done with the database before it gets its place: news that waited become messages.
Settle = Callable[[str], Awaitable[None]]


async def finish(
    dsn: str, clock: Clock, settle: Settle, *, backup: str | None, until: datetime | None
) -> int:
    """Nobody is signed in, no message leaves, the audit says so; how many sessions were ended.

    News that waited become messages first, and those are held. Raises `CountsLower`.
    """
    database = Database(dsn, pool_size=1)
    try:
        await migrations.upgrade(dsn)
        await database.read(_check_count)
        await settle(dsn)
        return await database.transact(
            partial(_make_safe, now=clock.now(), backup=backup, until=until)
        )
    finally:
        await database.close()


async def _check_count(reader: Reader) -> None:
    row = await reader.sql.fetchrow(COUNTED)
    if row is not None and row["known"] is not None and row["here"] < row["known"]:
        raise CountsLower(row["here"], row["known"])


async def _make_safe(
    unit: UnitOfWork, *, now: datetime, backup: str | None, until: datetime | None
) -> int:
    ended = await unit.sql.execute(END_SESSIONS, now)
    await unit.sql.execute(VOID_LINKS, now)
    await holding.hold(unit, now)
    await audit.record(
        unit,
        SYSTEM,
        "backup.restored",
        "backup",
        None,
        backup=backup,
        until=None if until is None else until.isoformat(),
    )
    return int(ended.rsplit(maxsplit=1)[-1])
