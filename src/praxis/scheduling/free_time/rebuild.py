"""Makes everything that is kept of free time anew, some doctors in each transaction.

Who searches meanwhile sees the old rows of a doctor or the new ones. Nearly all of the work is the
database's, so several transactions run beside each other and the engine needs no more processes.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial

from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.intervals import Interval
from praxis.scheduling.free_time.derive import DAYS, coverage, derive

# So many doctors in each transaction, fewer where more days are kept: whoever waits for one of them
# waits for all.
TOGETHER = 50

EVERYBODY = """
    SELECT doctor_id FROM availability_rules UNION SELECT doctor_id FROM availability_exceptions
    UNION SELECT doctor_id FROM free_time_doctors ORDER BY doctor_id
"""

# Told how many doctors are done, and of how many.
Advance = Callable[[int, int], None]


async def rebuild(database: Database, clock: Clock, advance: Advance, *, days: int = DAYS) -> int:
    """Make the coming `days` of all doctors anew; returns of how many doctors."""
    rows = await database.read(lambda reader: reader.sql.fetch(EVERYBODY))
    ids = [row["doctor_id"] for row in rows]
    together = max(1, TOGETHER * DAYS // max(days, DAYS))
    batches = iter([ids[begin : begin + together] for begin in range(0, len(ids), together)])
    covered = coverage(clock.now(), days)
    done = 0

    async def work() -> None:
        nonlocal done
        for batch in batches:
            await database.transact(partial(_anew, ids=batch, covered=covered, clock=clock))
            done += len(batch)
            advance(done, len(ids))

    async with asyncio.TaskGroup() as group:
        for _ in range(1 + (os.cpu_count() or 1)):
            group.create_task(work())
    return len(ids)


async def _anew(unit: UnitOfWork, *, ids: Sequence[int], covered: Interval, clock: Clock) -> None:
    await derive(unit, ids, covered, clock.now(), anew=True)
