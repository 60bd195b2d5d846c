"""Visits change, are told of and counted, all at the same time: no reader sees a wrong figure."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from praxis.kit import outbox
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.kit.outbox.dispatcher import Dispatcher
from praxis.reporting.derived.refreshers import REFRESHERS
from praxis.reporting.derived.subscriber import SUBSCRIPTIONS
from praxis.reporting.overview import ReportFilter, gather_overview
from praxis.reporting.periods import Period
from tests.conftest import NOW, create_database, drop_database
from tests.integration.reporting.made import Made, make_random_practice
from tests.integration.reporting.slow import Row, load_raw, shown, slow_overview
from tests.integration.reporting.test_against_slow import EVENT, MOVE

pytestmark = pytest.mark.alone

SECONDS = 15
CLOCK = FixedClock(NOW)
PERIODS = (
    Period(date(2026, 1, 1), date(2026, 12, 31)),
    Period(date(2026, 2, 27), date(2027, 2, 2)),
)
STATES = ("completed", "no_show", "entered_in_error", "confirmed", "completed")
SET_STATE = """
    UPDATE appointments SET status = $2, expires_at = NULL,
           paid_amount = least(fee_amount, paid_amount + 1)
    WHERE id = $1
"""


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    name = f"praxis_reports_{new_uid().hex}"
    found = Database(await create_database(name))
    yield found
    await found.close()
    await drop_database(name)


async def change_one(unit: UnitOfWork, made: Made, chance: random.Random) -> None:
    """Move a visit in time and to another doctor, or give it another state, told as always."""
    visit = chance.choice(made.visits).id
    row = await unit.sql.fetchrow("SELECT * FROM appointments WHERE id = $1 FOR UPDATE", visit)
    assert row is not None
    payload: dict[str, Any] = {"appointment_id": visit, "event_id": 0}
    topic = "scheduling.appointment_updated"
    if chance.random() < 0.5:
        other = chance.choice(made.doctors)
        by = timedelta(days=chance.choice((-31, 31, 1, -1)))
        if not 2026 <= (row["starts_at"] + by).year <= 2027:
            by = -by
        await unit.sql.execute(MOVE, visit, by, other.id)
        payload["event_id"] = await unit.sql.fetchval(EVENT, visit, row["starts_at"])
        topic = "scheduling.appointment_rescheduled"
        if other.id != row["doctor_id"]:
            former = next(one for one in made.doctors if one.id == row["doctor_id"])
            payload["previous_doctor"] = former.uid
    else:
        await unit.sql.execute(SET_STATE, visit, chance.choice(STATES))
    await outbox.enqueue(unit, topic, **payload)
    # Others see it a moment after it was written.
    await asyncio.sleep(chance.random() * 0.02)


async def compare(reader: Reader, period: Period) -> tuple[Row, Row]:
    """What a report says, and what the rows say, of one moment."""
    async with reader.sql.transaction(isolation="repeatable_read", readonly=True):
        overview = await gather_overview(reader.sql, ReportFilter(period), NOW)
        raw = await load_raw(reader)
    said: Row = orjson.loads(overview.model_dump_json(by_alias=True))
    return shown(said), slow_overview(raw, period.first, period.last, NOW)


async def tell_and_count(database: Database) -> None:
    """Work off all news, and all marks."""
    await Dispatcher(database, CLOCK, SUBSCRIPTIONS).drain()
    for name in ("months", "first_visits"):
        while await database.transact(lambda unit, run=REFRESHERS[name]: run(unit, NOW)):  # type: ignore[misc]
            pass


async def run_one(
    name: str, database: Database, dispatcher: Dispatcher, made: Made, chance: random.Random
) -> None:
    if name == "change":
        await database.transact(lambda unit: change_one(unit, made, chance))
    elif name == "tell":
        await dispatcher.dispatch_batch()
    elif name == "read":
        period = chance.choice(PERIODS)
        said, right = await database.read(lambda reader: compare(reader, period))
        assert said == right
    else:
        await database.transact(lambda unit: REFRESHERS[name](unit, NOW))


@pytest.mark.timeout(120)
async def test_reports_are_right_at_any_moment(database: Database) -> None:
    made = await make_random_practice(database, 21)
    end = time.monotonic() + SECONDS
    done: Counter[str] = Counter()

    async def go_on(name: str, seed: int, pause: float) -> None:
        chance = random.Random(seed)
        dispatcher = Dispatcher(database, CLOCK, SUBSCRIPTIONS, batch=7)
        while time.monotonic() < end:
            await run_one(name, database, dispatcher, made, chance)
            done[name] += 1
            await asyncio.sleep(chance.random() * pause)

    async with asyncio.TaskGroup() as group:
        for name, pause in (
            *[("change", 0.02), ("tell", 0.05), ("months", 0.05), ("first_visits", 0.05)] * 2,
            ("read", 0),
        ):
            group.create_task(go_on(name, len(name), pause))

    assert min(done.values()) > 2, done
    await tell_and_count(database)
    for period in PERIODS:
        said, right = await database.read(lambda reader, period=period: compare(reader, period))  # type: ignore[misc]
        assert said == right
