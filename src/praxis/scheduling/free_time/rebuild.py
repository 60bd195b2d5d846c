"""Makes everything that is kept of free time anew, some doctors in each transaction.

Who searches meanwhile sees the old rows of a doctor or the new ones. The engine's part is computed
by processes of its own, beside the database's.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial

from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import Schedule
from praxis.scheduling.free_time.derive import DAYS, Made, coverage, derive, make

TOGETHER = 100

EVERYBODY = """
    SELECT doctor_id FROM availability_rules UNION SELECT doctor_id FROM availability_exceptions
    UNION SELECT doctor_id FROM free_time_doctors ORDER BY doctor_id
"""

# Told how many doctors are done, and of how many.
Advance = Callable[[int, int], None]


async def rebuild(
    database: Database, clock: Clock, advance: Advance, *, days: int = DAYS, processes: int = 0
) -> int:
    """Make the coming `days` of all doctors anew; returns of how many doctors."""
    rows = await database.read(lambda reader: reader.sql.fetch(EVERYBODY))
    ids = [row["doctor_id"] for row in rows]
    batches = iter([ids[begin : begin + TOGETHER] for begin in range(0, len(ids), TOGETHER)])
    count = processes or os.cpu_count() or 1
    now = clock.now()
    done = 0

    async def work(pool: Executor) -> None:
        nonlocal done
        for batch in batches:
            await database.transact(
                partial(
                    _anew,
                    ids=batch,
                    covered=coverage(now, days),
                    clock=clock,
                    pool=pool,
                )
            )
            done += len(batch)
            advance(done, len(ids))

    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        async with asyncio.TaskGroup() as group:
            for _ in range(count + 1):
                group.create_task(work(pool))
    return len(ids)


async def _anew(
    unit: UnitOfWork, *, ids: Sequence[int], covered: Interval, clock: Clock, pool: Executor
) -> None:
    compute = partial(_compute_in, pool)
    await derive(unit, ids, covered, clock.now(), compute=compute, anew=True)


async def _compute_in(
    pool: Executor, schedules: Sequence[tuple[int, Schedule]], covered: Interval
) -> list[Made]:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, _make_all, schedules, covered)


def _make_all(schedules: Sequence[tuple[int, Schedule]], covered: Interval) -> list[Made]:
    return [make(doctor_id, schedule, covered) for doctor_id, schedule in schedules]
