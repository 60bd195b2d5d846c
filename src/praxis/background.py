"""What the server does on its own, again and again, beside answering requests."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from praxis.audit import sealer
from praxis.delivery import Drain
from praxis.identity.attempts.service import forget_old_tries
from praxis.identity.service import forget_ended_sessions
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.idempotency import forget_old_keys
from praxis.kit.leadership import Leader
from praxis.live.events import forget_old_events
from praxis.notifications import reminders
from praxis.notifications.alarms import tell_reviews_overdue
from praxis.notifications.bell.service import forget_old as forget_old_notifications
from praxis.notifications.queue import forget_finished_mails
from praxis.reporting.derived.refreshers import REFRESHERS
from praxis.reporting.mailing import queue_reports
from praxis.scheduling.appointments.operations.expire import expire_batch
from praxis.scheduling.free_time.derive import refresh_free_time

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
REMIND = PeriodicJob("reminders.look", timedelta(seconds=5), reminders.look)
FREE_TIME = PeriodicJob("free_time.refresh", timedelta(seconds=1), refresh_free_time)
HOUR = timedelta(hours=1)
LOOK_AT_REPORTS = timedelta(seconds=10)
JOBS = (
    SEAL_AUDIT,
    EXPIRE_CLAIMS,
    REMIND,
    FREE_TIME,
    FORGET_SESSIONS,
    FORGET_IDEMPOTENCY_KEYS,
    PeriodicJob("live.forget", timedelta(minutes=5), forget_old_events),
    # A few at a time: whoever signs in meanwhile waits for them.
    PeriodicJob("sign_in_attempts.forget", timedelta(minutes=1), forget_old_tries),
    PeriodicJob("notifications.forget", HOUR, forget_old_notifications),
    PeriodicJob("emergencies.remind", HOUR, tell_reviews_overdue),
    PeriodicJob("mails.forget", HOUR, forget_finished_mails),
    PeriodicJob("reports.mail", timedelta(minutes=5), queue_reports),
    *(PeriodicJob(f"reports.{name}", LOOK_AT_REPORTS, run) for name, run in REFRESHERS.items()),
)
# Commits that follow each other this closely are handed on together.
GATHERING = timedelta(milliseconds=20)
LONGEST_GATHERING = timedelta(milliseconds=200)
PATIENCE = timedelta(seconds=8)


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


async def _run_all(database: Database, clock: Clock, jobs: Sequence[PeriodicJob]) -> None:
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(run_periodically(database, clock, job), name=job.name)


async def _once(job: PeriodicJob, clock: Clock, unit: UnitOfWork) -> None:
    await job.run(unit, clock.now())


async def run_when_woken(
    wake: asyncio.Event, drain: Drain, ended: asyncio.Event, leads: asyncio.Event
) -> None:
    """Empty a queue until `ended`: whenever woken, and every `pause` if this process `leads`.

    Less often if it fails.
    """
    pause = drain.pause
    while not ended.is_set():
        wake.clear()
        begun = time.monotonic()
        try:
            await drain.run()
            pause = drain.pause
        except Exception as error:  # noqa: BLE001 -- an outage must not end the loop
            log.warning("background.failed", job=drain.name, cause=type(error).__name__)
            pause = max(drain.pause, min(pause * 2, LONGEST_PAUSE))
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), pause.total_seconds())
        took = time.monotonic() - begun
        with suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), pause.total_seconds() if leads.is_set() else None)
            await asyncio.sleep(gathering_after(took))


def gathering_after(seconds: float) -> float:
    """How many seconds to gather what comes next, after work that took so many.

    Each look costs much the same whatever it finds. While many book at once, fewer and fuller ones
    leave two thirds of the time to those who answer; less after work of over 100 ms, for what is
    gathered waits for `LONGEST_GATHERING` at most.
    """
    return max(GATHERING.total_seconds(), min(2 * seconds, LONGEST_GATHERING.total_seconds()))


async def run_sealer(
    database: Database, clock: Clock, interval: timedelta = SEAL_AUDIT.interval
) -> None:
    """Seal the audit until cancelled."""
    await run_periodically(database, clock, PeriodicJob(SEAL_AUDIT.name, interval, sealer.seal))


@asynccontextmanager
async def background(
    database: Database,
    clock: Clock,
    jobs: Sequence[PeriodicJob] = JOBS,
    drains: Sequence[Drain] = (),
    leader: Leader | None = None,
) -> AsyncIterator[None]:
    """Run `jobs` and `drains` for as long as the block lasts.

    Of several processes only the `leader` runs the jobs and looks at the queues by itself. The
    drains of each are woken by every commit of its own that wrote a message. At the end jobs are
    cancelled; drains are given some seconds, for a mail that is half sent would be sent again.
    """
    wakes, ended, leads = [asyncio.Event() for _ in drains], asyncio.Event(), asyncio.Event()

    def rouse() -> None:
        for wake in wakes:
            wake.set()

    async def lead() -> None:
        if leader is not None:
            await leader.elected()
        leads.set()
        rouse()
        await _run_all(database, clock, jobs)

    tasks = [asyncio.create_task(lead(), name="lead")]
    emptying = [
        asyncio.create_task(run_when_woken(wake, drain, ended, leads), name=drain.name)
        for wake, drain in zip(wakes, drains, strict=True)
    ]

    if wakes:
        database.on_news = rouse
    try:
        yield
    finally:
        database.on_news = None
        ended.set()
        for drain in drains:
            drain.stop()
        rouse()
        if emptying:
            await asyncio.wait(emptying, timeout=PATIENCE.total_seconds())
        tasks += emptying
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if leader is not None:
            leader.resign()
