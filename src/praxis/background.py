"""What the server does on its own, again and again, beside answering requests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from praxis.audit import sealer
from praxis.identity.service import forget_ended_sessions
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.idempotency import forget_old_keys
from praxis.scheduling.appointments.operations.expire import expire_batch

log = structlog.get_logger(__name__)

LONGEST_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """`run` is one transaction, told what time it is; `interval` is the pause after each."""

    name: str
    interval: timedelta
    run: Callable[[UnitOfWork, datetime], Awaitable[object]]


SEAL_AUDIT = PeriodicJob("audit.seal", timedelta(seconds=1), sealer.seal)
FORGET_SESSIONS = PeriodicJob("sessions.forget", timedelta(hours=1), forget_ended_sessions)
FORGET_IDEMPOTENCY_KEYS = PeriodicJob("idempotency.forget", timedelta(hours=1), forget_old_keys)
EXPIRE_CLAIMS = PeriodicJob("claims.expire", timedelta(seconds=2), expire_batch)
JOBS = (SEAL_AUDIT, EXPIRE_CLAIMS, FORGET_SESSIONS, FORGET_IDEMPOTENCY_KEYS)


async def run_periodically(database: Database, clock: Clock, job: PeriodicJob) -> None:
    """Run `job` until cancelled; a failure is logged, and tried again ever less often."""
    pause = job.interval
    while True:
        try:
            await database.transact(partial(_once, job, clock))
            pause = job.interval
        except Exception as error:  # noqa: BLE001 -- an outage must not end the loop
            log.warning("background.failed", job=job.name, cause=type(error).__name__)
            pause = max(job.interval, min(pause * 2, LONGEST_PAUSE))
        await asyncio.sleep(pause.total_seconds())


async def _once(job: PeriodicJob, clock: Clock, unit: UnitOfWork) -> None:
    await job.run(unit, clock.now())


async def run_sealer(
    database: Database, clock: Clock, interval: timedelta = SEAL_AUDIT.interval
) -> None:
    """Seal the audit until cancelled."""
    await run_periodically(database, clock, PeriodicJob(SEAL_AUDIT.name, interval, sealer.seal))


@asynccontextmanager
async def background(
    database: Database, clock: Clock, jobs: Sequence[PeriodicJob] = JOBS
) -> AsyncIterator[None]:
    """Run `jobs` for as long as the block lasts; what runs at its end is cancelled."""
    tasks = [
        asyncio.create_task(run_periodically(database, clock, job), name=job.name) for job in jobs
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
