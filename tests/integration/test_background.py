import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import asyncpg
import pytest

from praxis.app import create_app
from praxis.audit.verify import verify
from praxis.background import PeriodicJob, background, run_sealer
from praxis.delivery import Drain
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock, SystemClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.leadership import PAUSE, Leader
from praxis.settings import Settings
from praxis.settings.groups import TaskMode
from tests.conftest import create_database, drop_database
from tests.factories.audit import make_events
from tests.factories.availability import make_practice
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.integration.scheduling.cast import DHAKA, at
from tests.support.api import Api
from tests.support.applications import app_apart
from tests.support.booking import book
from tests.support.databases import database_apart
from tests.support.postgres import worker_dsn

CLOCK = FixedClock(datetime(2027, 1, 4, 6, 0, tzinfo=UTC))
SHORT = timedelta(milliseconds=20)


@pytest.fixture
def name(worker: str) -> str:
    return f"praxis_test_background_{worker}"


@pytest.fixture
async def ledger(name: str) -> AsyncIterator[Database]:
    async with database_apart(name) as database:
        yield database


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110 -- the state is in the database
            await asyncio.sleep(0.02)


async def sealed(database: Database, events: int) -> bool:
    report = await database.read(verify)
    assert report.ok
    return (report.events, report.unsealed) == (events, 0)


async def test_the_sealer_seals_what_keeps_coming(ledger: Database) -> None:
    task = asyncio.create_task(run_sealer(ledger, CLOCK, SHORT))
    for count in (1, 2, 3):
        await make_events(ledger)
        await until(partial(sealed, ledger, count))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def cut_off(name: str, *, allowed: bool) -> None:
    """Let nobody into this database, and whoever is there out; or let them in again."""
    server = await asyncpg.connect(worker_dsn(os.environ["PRAXIS_TEST_SERVER"], "postgres"))
    await server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")
    await server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
    )
    await server.close()


async def test_the_sealer_survives_an_outage_of_the_database(ledger: Database, name: str) -> None:
    await make_events(ledger)
    task = asyncio.create_task(run_sealer(ledger, CLOCK, SHORT))
    await until(partial(sealed, ledger, 1))
    await cut_off(name, allowed=False)
    # Longer than one operation is repeated: the loop itself must have met the failure.
    await asyncio.sleep(2)
    assert not task.done()
    await cut_off(name, allowed=True)
    await make_events(ledger)
    await until(partial(sealed, ledger, 2))
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_a_failing_job_does_not_stop_the_others(ledger: Database) -> None:
    runs: list[datetime] = []

    async def fail(_: UnitOfWork, now: datetime) -> None:
        raise ValueError(now)

    async def count(_: UnitOfWork, now: datetime) -> None:
        runs.append(now)

    async def ran_thrice() -> bool:
        return len(runs) >= 3

    jobs = [PeriodicJob("fail", SHORT, fail), PeriodicJob("count", SHORT, count)]
    async with background(ledger, CLOCK, jobs):
        await until(ran_thrice)
    seen = len(runs)
    await asyncio.sleep(SHORT.total_seconds() * 3)
    assert len(runs) == seen
    assert runs[0] == CLOCK.now()


async def test_the_application_seals_while_it_runs(settings: Settings, name: str) -> None:
    dsn = await create_database(name)
    app = create_app(settings.model_copy(update={"tasks": TaskMode.EMBEDDED}), dsn, clock=CLOCK)
    async with app.router.lifespan_context(app):
        database: Database = app.state.database
        await make_events(database)
        await until(partial(sealed, database, 1))
    await drop_database(name)


@asynccontextmanager
async def serving(
    settings: Settings, name: str, folder: Path, tasks: TaskMode
) -> AsyncIterator[tuple[Api, Database]]:
    """The application on a database of its own, with the clock on the wall."""
    clock = SystemClock()
    async with (
        app_apart(settings, name, folder, clock, tasks=tasks) as app,
        Api.of(app, clock) as api,
    ):
        yield api, app.state.database


async def booked(api: Api, database: Database) -> None:
    """The desk books a visit in two weeks, of which the doctor is to hear."""
    practice = await make_practice(database)
    desk = await api.signed_in(await make_user(database, Role.STAFF))
    patient = await make_patient(database)
    on = SystemClock().now().astimezone(DHAKA).date() + timedelta(days=14)
    await book(desk, practice, at("10:00", on), patient_id=str(patient.uid))


async def rung(database: Database, times: int) -> bool:
    async with database.reading() as reader:
        return bool(await reader.sql.fetchval("SELECT count(*) FROM notifications") == times)


async def test_a_commit_wakes_the_dispatcher_of_the_server(
    settings: Settings, name: str, tmp_path: Path
) -> None:
    delays = []
    async with serving(settings, name, tmp_path, TaskMode.EMBEDDED) as (api, database):
        for times in range(1, 8):
            await booked(api, database)
            committed = asyncio.get_running_loop().time()
            await until(partial(rung, database, times))
            delays.append(asyncio.get_running_loop().time() - committed)
    # It looks once a second by itself, which half of the time would take longer.
    assert median(delays) < 0.3, delays


async def test_what_happened_during_an_outage_is_told_after_it(
    settings: Settings, name: str, tmp_path: Path
) -> None:
    async with serving(settings, name, tmp_path, TaskMode.EMBEDDED) as (api, database):
        await booked(api, database)
        await until(partial(rung, database, 1))
        await cut_off(name, allowed=False)
        # Longer than one operation is repeated: the loops themselves must have met the failure.
        await asyncio.sleep(2)
        await cut_off(name, allowed=True)
        await booked(api, database)
        await until(partial(rung, database, 2))


async def test_switched_off_the_server_does_nothing_by_itself(
    settings: Settings, name: str, tmp_path: Path
) -> None:
    async with serving(settings, name, tmp_path, TaskMode.OFF) as (api, database):
        await booked(api, database)
        await asyncio.sleep(1.5)
        assert await rung(database, 0)
        report = await database.read(verify)
        assert report.unsealed == report.events > 0
        async with database.reading() as reader:
            assert await reader.sql.fetchval("SELECT count(*) FROM outbox_messages")


async def test_a_drain_that_fails_goes_on_and_holds_up_no_other(ledger: Database) -> None:
    runs: list[str] = []

    def drain(name: str, *, fails: bool) -> Drain:
        async def run() -> int:
            runs.append(name)
            if fails:
                raise ConnectionError
            return 0

        return Drain(name, run, SHORT)

    async def ran_often() -> bool:
        return runs.count("good") > 5 and runs.count("bad") > 2

    async with background(
        ledger, CLOCK, (), [drain("bad", fails=True), drain("good", fails=False)]
    ):
        await until(ran_often)
    seen = len(runs)
    await asyncio.sleep(SHORT.total_seconds() * 3)
    assert len(runs) == seen


async def test_of_two_processes_one_runs_the_jobs_and_the_other_takes_over(
    ledger: Database, tmp_path: Path
) -> None:
    runs: list[str] = []

    def job(name: str) -> PeriodicJob:
        async def run(_: UnitOfWork, __: datetime) -> None:
            runs.append(name)

        return PeriodicJob(name, SHORT, run)

    async def ran(name: str) -> bool:
        return runs.count(name) >= 3

    first, second = Leader(tmp_path, "one"), Leader(tmp_path, "one")
    async with background(ledger, CLOCK, [job("first")], (), first):
        await until(partial(ran, "first"))
        async with background(ledger, CLOCK, [job("second")], (), second):
            await asyncio.sleep(PAUSE.total_seconds() + 0.2)
            assert "second" not in runs
            first.resign()
            await until(partial(ran, "second"))


async def test_who_does_not_lead_still_hands_on_what_it_wrote_itself(
    ledger: Database, tmp_path: Path
) -> None:
    runs: list[int] = []

    async def run() -> int:
        runs.append(len(runs))
        return 0

    async def ran(times: int) -> bool:
        return len(runs) >= times

    leader = Leader(tmp_path, "one")
    await leader.elected()
    drains = [Drain("queue", run, SHORT)]
    async with background(ledger, CLOCK, (), drains, Leader(tmp_path, "one")):
        await until(partial(ran, 1))
        await asyncio.sleep(SHORT.total_seconds() * 10)
        assert len(runs) == 1
        assert ledger.on_news is not None
        ledger.on_news()
        await until(partial(ran, 2))
        leader.resign()
        await until(partial(ran, 5))
