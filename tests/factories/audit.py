import asyncio
from functools import partial

from praxis.audit import service as audit
from praxis.identity.auth import SYSTEM
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid

ALL_SETTLED = """
    SELECT coalesce(bool_and(transaction < pg_snapshot_xmin(pg_current_snapshot())), true)
    FROM audit_events
"""


async def write_events(unit: UnitOfWork, count: int = 1) -> None:
    for number in range(count):
        await audit.record(
            unit, SYSTEM, "thing.changed", "thing", new_uid(), fields=["é", "b"], number=number
        )


async def make_events(database: Database, count: int = 1) -> None:
    """`count` events, all of one transaction."""
    await database.transact(partial(write_events, count=count))


async def settle(database: Database) -> None:
    """Wait until every event could be sealed.

    A transaction of another test holds the sealer back too, even in another database: numbers of
    transactions are counted for the whole server.
    """
    async with asyncio.timeout(30), database.reading() as reader:
        while not await reader.sql.fetchval(ALL_SETTLED):  # noqa: ASYNC110 -- the database knows
            await asyncio.sleep(0.01)
