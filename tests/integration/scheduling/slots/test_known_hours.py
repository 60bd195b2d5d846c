"""Hours are read once for each version of them, and never answer for another."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.intervals import Interval
from praxis.scheduling.availability.locks import lock_schedule
from praxis.scheduling.slots import known
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.repository import FACTS_OF_ONE, FactsRequest, load_facts
from tests.factories.availability import Practice, make_practice
from tests.support.statements import first_words

NOW = datetime(2027, 1, 4, tzinfo=UTC)
WEEK = Interval(NOW, NOW + timedelta(days=7))
ONE_DAY_LESS = "DELETE FROM availability_rules WHERE doctor_id = $1 AND weekday = 0"
PLANS = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = $1"


async def load(reader: Reader, practice: Practice, window: Interval = WEEK) -> SlotFacts:
    uids = (practice.doctor.uid,)
    (facts,) = await load_facts(
        reader.sql, FactsRequest(uids, practice.visit_type.uid, window, NOW)
    )
    return facts


async def statements(database: Database, practice: Practice, window: Interval = WEEK) -> int:
    return len(await first_words(database, partial(load, practice=practice, window=window), 1))


async def change(unit: UnitOfWork, practice: Practice) -> None:
    await lock_schedule(unit, practice.doctor.id)
    await unit.sql.execute(ONE_DAY_LESS, practice.doctor.id)


async def test_hours_are_read_once_and_again_when_they_change(database: Database) -> None:
    practice = await make_practice(database)
    assert await statements(database, practice) == 2
    assert await statements(database, practice) == 1
    await database.transact(partial(change, practice=practice))
    facts = await database.read(partial(load, practice=practice))
    assert len(facts.schedule.rules) == 6
    assert await statements(database, practice) == 1


async def test_what_was_rolled_back_is_not_remembered(database: Database) -> None:
    practice = await make_practice(database)

    async def try_out(unit: UnitOfWork) -> None:
        await change(unit, practice)
        assert len((await load(unit, practice)).schedule.rules) == 6
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.transact(try_out)
    facts = await database.read(partial(load, practice=practice))
    assert len(facts.schedule.rules) == 7


async def test_hours_read_before_they_change_in_the_same_transaction_are_not_kept(
    database: Database,
) -> None:
    practice = await make_practice(database)

    async def change_late(unit: UnitOfWork) -> None:
        await lock_schedule(unit, practice.doctor.id)
        assert len((await load(unit, practice)).schedule.rules) == 7
        await unit.sql.execute(ONE_DAY_LESS, practice.doctor.id)

    await database.transact(change_late)
    facts = await database.read(partial(load, practice=practice))
    assert len(facts.schedule.rules) == 6


async def test_hours_that_change_between_the_two_statements_are_not_mixed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = await make_practice(database)
    plainly, changes = known.schedules_of, iter([partial(change, practice=practice)])

    async def in_between(*asked: object) -> object:
        for once in changes:
            await database.transact(once)
        return await plainly(*asked)  # type: ignore[arg-type]  # whatever it was given

    monkeypatch.setattr("praxis.scheduling.slots.repository.schedules_of", in_between)
    facts = await database.read(partial(load, practice=practice))
    assert (facts.doctor.schedule_version, len(facts.schedule.rules)) == (2, 6)


async def test_a_window_far_away_is_read_for_itself(database: Database) -> None:
    practice = await make_practice(database)
    far = Interval(NOW + timedelta(days=900), NOW + timedelta(days=907))
    assert await statements(database, practice, far) == 2
    assert await statements(database, practice, far) == 2
    assert await statements(database, practice) == 2
    assert await statements(database, practice) == 1


async def test_no_more_hours_are_kept_than_there_is_room_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "_MOST_KEPT", 2)
    first, second, third = [await make_practice(database) for _ in range(3)]
    for practice in (first, second, first, third):
        await statements(database, practice)
    assert await statements(database, first) == 1
    assert await statements(database, second) == 2


async def test_one_plan_serves_every_window(database: Database) -> None:
    """Planning anew for each search takes ten times as long as the search."""
    practice = await make_practice(database)
    async with database.reading() as reader:
        for days in range(1, 13):
            await load(reader, practice, Interval(NOW, NOW + timedelta(days=7 * days)))
        row = await reader.sql.fetchrow(PLANS, FACTS_OF_ONE)
    assert row is not None
    # PostgreSQL plans the first five anew, to compare.
    assert row["custom_plans"] == 5
    assert row["generic_plans"] >= 7
