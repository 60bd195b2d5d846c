import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import asyncpg
import pytest

from praxis.app import create_app
from praxis.audit.verify import verify
from praxis.background import PeriodicJob, background, run_sealer
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.settings import Settings, TaskMode
from tests.conftest import create_database, drop_database
from tests.factories.audit import make_events
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


async def test_the_sealer_survives_an_outage_of_the_database(ledger: Database, name: str) -> None:
    async def cut_off(*, allowed: bool) -> None:
        server = await asyncpg.connect(worker_dsn(os.environ["PRAXIS_TEST_SERVER"], "postgres"))
        await server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")
        await server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
        )
        await server.close()

    await make_events(ledger)
    task = asyncio.create_task(run_sealer(ledger, CLOCK, SHORT))
    await until(partial(sealed, ledger, 1))
    await cut_off(allowed=False)
    # Longer than one operation is repeated: the loop itself must have met the failure.
    await asyncio.sleep(2)
    assert not task.done()
    await cut_off(allowed=True)
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
