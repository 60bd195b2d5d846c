from functools import partial

from praxis.audit import service as audit
from praxis.identity.auth import SYSTEM
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid


async def write_events(unit: UnitOfWork, count: int = 1) -> None:
    for number in range(count):
        await audit.record(
            unit, SYSTEM, "thing.changed", "thing", new_uid(), fields=["é", "b"], number=number
        )


async def make_events(database: Database, count: int = 1) -> None:
    """`count` events, all of one transaction."""
    await database.transact(partial(write_events, count=count))
