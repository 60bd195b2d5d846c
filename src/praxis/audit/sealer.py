"""Chains what was written since the last seal.

Chaining inside each writing transaction would serialise them all, so one sealer chains in batches.
It takes only transactions older than every one that still runs: nothing can be added to those, so
an event that commits late is never passed over. A transaction that stays open, in any database of
the server, holds the seals back for as long.
"""

from datetime import datetime

from praxis.audit.chain import COLUMNS, GENESIS, Bounds, Link
from praxis.audit.models import AuditSeal
from praxis.kit.db.database import UnitOfWork

SEALER_LOCK = 0x5052_4155
BATCH = 1000

# The horizon is taken before the events are read: what is older has ended by then and is seen.
LAST_SEAL = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon, seal.until_transaction, seal.digest
    FROM (SELECT) AS always
    LEFT JOIN (
        SELECT until_transaction, digest FROM audit_seals ORDER BY id DESC LIMIT 1
    ) AS seal ON true
"""

EVENTS = f"""
    SELECT {COLUMNS} FROM audit_events
    WHERE transaction >= $1 AND transaction < $2
    ORDER BY transaction, id
"""  # noqa: S608 -- a constant list of columns


class TransactionsRestarted(RuntimeError):
    """The database counts transactions from a lower number than the last seal has.

    A dump restored into another server does that; `pg_resetwal --next-transaction-id` on the new
    server, before it is used, keeps the count going.
    """


async def seal(unit: UnitOfWork, now: datetime) -> AuditSeal | None:
    """Add a link to the chain; None if there is nothing to seal or another sealer is at it.

    Raises `TransactionsRestarted`.
    """
    if not await unit.sql.fetchval("SELECT pg_try_advisory_xact_lock($1)", SEALER_LOCK):
        return None
    row = await unit.sql.fetchrow(LAST_SEAL)
    assert row is not None  # noqa: S101 -- a left join of one row
    start, previous = row["until_transaction"] or 0, row["digest"] or GENESIS
    if row["horizon"] < start:
        raise TransactionsRestarted
    bounds = Bounds(start, row["horizon"], now)
    link = Link(previous, bounds)
    async for event in unit.sql.cursor(EVENTS, start, row["horizon"], prefetch=BATCH):
        link.add(event)
    return await _append(unit, bounds, previous, link) if link.events else None


async def _append(unit: UnitOfWork, bounds: Bounds, previous: bytes, link: Link) -> AuditSeal:
    made = AuditSeal(
        from_transaction=bounds.from_transaction,
        until_transaction=bounds.until_transaction,
        events=link.events,
        previous=previous,
        digest=link.digest(),
        sealed_at=bounds.sealed_at,
    )
    unit.session.add(made)
    await unit.flush()
    return made
