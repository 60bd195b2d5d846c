"""Delivery and the clock on Celery workers.

Celery carries "look now" and nothing else. What is to be done are rows in PostgreSQL, so a message
that a broker loses or repeats is a look too few or too many: the next one, a second later, finds
what is there.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import structlog
from celery import Celery
from celery.result import AsyncResult
from celery.signals import worker_process_init, worker_process_shutdown

from praxis.background import JOBS, PATIENCE, PeriodicJob
from praxis.delivery import Delivery, create_delivery
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.notifications.postman import Postman
from praxis.settings import Settings

log = structlog.get_logger(__name__)

LOOK, JOB = "praxis.look", "praxis.job"
QUEUE = "praxis"
LOOK_EVERY = 1.0
# A look that was not made in time is made by the next. Redis keeps what has expired until a worker
# takes it, so nothing is added where this much waits already.
LOOK_EXPIRES = 5.0
MOST_WAITING = 100
# Looks that are asked for this closely after each other are one.
GATHERING = 0.02
SOCKET_TIMEOUT = 5.0


class Asking(Celery):  # type: ignore[misc]  # Celery has no types
    """Asks nothing of workers who have not got round to what they were asked before."""

    def send_task(
        self,
        name: str,
        *args: Any,  # noqa: ANN401 -- as Celery has it
        producer: Any = None,  # noqa: ANN401
        **options: Any,  # noqa: ANN401
    ) -> AsyncResult | None:
        with self.producer_or_acquire(producer) as with_producer:
            if with_producer.channel.client.llen(QUEUE) >= MOST_WAITING:
                return None
            return super().send_task(name, *args, producer=with_producer, **options)


def create_celery(settings: Settings) -> Celery:
    """Raises `ValueError` without `REDIS_URL`."""
    if settings.redis_url is None:
        raise ValueError("REDIS_URL is not set")
    app = Asking("praxis", broker=settings.redis_url.get_secret_value(), set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        task_default_queue=QUEUE,
        task_serializer="json",
        accept_content=["json"],
        timezone="UTC",
        broker_connection_retry_on_startup=True,
        # For as long as it takes: whoever starts Redis again need not start the workers, too.
        broker_connection_max_retries=None,
        broker_transport_options={
            "socket_timeout": SOCKET_TIMEOUT,
            "socket_connect_timeout": SOCKET_TIMEOUT,
        },
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        beat_schedule=_schedule(),
    )
    return app


def _schedule() -> dict[str, dict[str, object]]:
    looks = {"task": LOOK, "schedule": LOOK_EVERY, "options": {"expires": LOOK_EXPIRES}}
    jobs = {
        job.name: {
            "task": JOB,
            "args": (job.name,),
            "schedule": job.interval.total_seconds(),
            "options": {"expires": max(job.interval.total_seconds(), LOOK_EXPIRES)},
        }
        for job in JOBS
    }
    return {"look": looks, **jobs}


class Mailing:
    """A postman at work beside all else: a server for mail that hangs holds up mail alone.

    One at a time sends; asked to while it does, it looks once more when it has done.
    """

    def __init__(self, postman: Postman) -> None:
        self._postman = postman
        self._again = False
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="mails")

    async def _run(self) -> None:
        while self._again:
            self._again = False
            try:
                await self._postman.drain()
            except Exception as error:  # noqa: BLE001 -- the next look tries again
                log.warning("worker.failed", task="mails", cause=type(error).__name__)

    async def end(self, patience: float) -> None:
        """Let what is under way end, for a mail that is half sent would be sent again."""
        self._postman.stop()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=patience)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class Runtime:
    """What one process of a worker needs, on an event loop of its own."""

    def __init__(self, settings: Settings, dsn: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._settings, self._dsn = settings, dsn
        self._clock = SystemClock()
        self._jobs = {job.name: job for job in JOBS}
        self._database, self._delivery = self.run(self._begin())
        self._mailing = Mailing(self._delivery.postman)

    async def _begin(self) -> tuple[Database, Delivery]:
        key = self._settings.auth.secret_key
        if key is None:
            raise ValueError("settings.auth.secret_key must be filled in before a worker starts")
        database = Database(
            self._dsn,
            pool_size=self._settings.smtp.connections + 3,
            pooler=self._settings.database.pooler,
            name="praxis-worker",
        )
        tokens = TokenMaker(key.get_secret_value(), self._settings.auth.access_token_lifetime)
        return database, create_delivery(self._settings, database, self._clock, tokens)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 -- whatever the work gives
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def look(self) -> None:
        """Hand on what happened, and have what is due sent without waiting for it."""
        self.run(self._look())

    async def _look(self) -> None:
        try:
            await self._delivery.dispatcher.drain()
        finally:
            self._mailing.begin()

    def do(self, name: str) -> None:
        """Run one of the jobs of the clock, once."""
        self.run(self._database.transact(partial(self._once, self._jobs[name])))

    async def _once(self, job: PeriodicJob, unit: UnitOfWork) -> None:
        await job.run(unit, self._clock.now())

    def close(self, patience: float = PATIENCE.total_seconds()) -> None:
        self.run(self._mailing.end(patience))
        self.run(self._delivery.sender.close())
        self.run(self._database.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            self._loop.close()


def install_tasks(app: Celery, settings: Settings, dsn: str) -> None:
    """Have each process of this worker do the work when it is told to look."""
    place: dict[str, Runtime] = {}

    def begin(**_: object) -> None:
        place["runtime"] = Runtime(settings, dsn)

    def end(**_: object) -> None:
        if "runtime" in place:
            place.pop("runtime").close()

    worker_process_init.connect(begin, weak=False)
    worker_process_shutdown.connect(end, weak=False)

    def runtime() -> Runtime:
        if "runtime" not in place:
            place["runtime"] = Runtime(settings, dsn)
        return place["runtime"]

    app.task(name=LOOK)(_quietly(lambda: runtime().look(), LOOK))
    app.task(name=JOB)(_quietly(lambda name: runtime().do(name), JOB))


def _quietly(work: Callable[..., None], task: str) -> Callable[..., None]:
    """A failure is a line in the log, without what it was about; the next look tries again."""

    def run(*args: str) -> None:
        try:
            work(*args)
        except Exception as error:  # noqa: BLE001 -- an outage must not end the worker
            log.warning("worker.failed", task=task, job=args, cause=type(error).__name__)

    return run


class LookNow:
    """Asks the workers to look, without ever holding up who asks: a thread of its own does it."""

    def __init__(self, settings: Settings) -> None:
        self._celery = create_celery(settings)
        self._asked = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="look-now", daemon=True)
        self._thread.start()

    def __call__(self) -> None:
        self._asked.set()

    def close(self) -> None:
        self._ended.set()
        self._asked.set()
        self._thread.join(timeout=1)

    def _run(self) -> None:
        while True:
            self._asked.wait()
            if self._ended.wait(GATHERING):
                return
            self._asked.clear()
            try:
                self._celery.send_task(LOOK, queue=QUEUE, expires=LOOK_EXPIRES, retry=False)
            except Exception as error:  # noqa: BLE001 -- beat has them look each second anyway
                log.warning("worker.not_asked", cause=type(error).__name__)
                self._ended.wait(1)
