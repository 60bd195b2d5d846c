"""Rows follow what is booked and freed, whoever hands it on and however often."""

import asyncio
from datetime import timedelta

import asyncpg

from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.kit.outbox.dispatcher import Dispatcher
from praxis.scheduling.free_time.derive import BATCH, DERIVE_LOCK, coverage
from praxis.scheduling.free_time.rebuild import rebuild
from praxis.scheduling.free_time.upkeep import SUBSCRIPTIONS
from tests.conftest import NOW
from tests.factories.availability import make_practice, make_time_off
from tests.integration.scheduling.free_time.world import Question, World

ASKED = Question(kind=0, limit=200)
# What is free by the rows, against what claims leave of the open ones; and how far around it
# nothing is claimed.
DIFFERENCES = """
    SELECT (SELECT count(*) FROM (
        SELECT o.doctor_id,
               range_agg(tstzrange(o.starts_at, o.ends_at))
               - coalesce((SELECT range_agg(c.during) FROM claims c JOIN doctors d
                           ON d.resource_id = c.resource_id WHERE d.id = o.doctor_id), '{}') AS free
        FROM open_stretches o GROUP BY o.doctor_id
    ) right_ LEFT JOIN (
        SELECT doctor_id, range_agg(tstzrange(starts_at, ends_at)) AS free
        FROM free_stretches GROUP BY doctor_id
    ) kept USING (doctor_id)
    WHERE right_.free IS DISTINCT FROM coalesce(kept.free, '{}')) + (
        SELECT count(*) FROM free_stretches f
        JOIN open_stretches o ON o.id = f.open_id JOIN doctors d ON d.id = f.doctor_id
        CROSS JOIN LATERAL (
            SELECT coalesce(max(upper(c.during)), '-infinity') AS since FROM claims c
            WHERE c.resource_id = d.resource_id AND upper(c.during) <= f.starts_at) before
        CROSS JOIN LATERAL (
            SELECT coalesce(min(lower(c.during)), 'infinity') AS until FROM claims c
            WHERE c.resource_id = d.resource_id AND lower(c.during) >= f.ends_at) after
        WHERE f.clear_from <> greatest(before.since, o.starts_at - interval '4 hours')
           OR f.clear_until <> least(after.until, o.ends_at + interval '4 hours')
    ) AS count
"""


async def rows(world: World, statement: str, *args: object) -> list[asyncpg.Record]:
    async def fetch(reader: Reader) -> list[asyncpg.Record]:
        return await reader.sql.fetch(statement, *args)

    return await world.database.read(fetch)


async def count(world: World, what: str) -> int:
    return int((await rows(world, f"SELECT count(*) FROM {what}"))[0]["count"])


async def test_two_dispatchers_and_many_bookings_leave_the_rows_right(world: World) -> None:
    await world.settle()
    times = (await world.expected(ASKED))[:24]
    handing_on = True

    async def hand_on() -> None:
        dispatcher = Dispatcher(world.database, world.clock, SUBSCRIPTIONS, batch=3)
        while handing_on or await dispatcher.drain():
            await dispatcher.drain()
            await asyncio.sleep(0.01)

    async def come_and_go(number: int) -> None:
        for time in times[number::4]:
            await world.book(number % 2, 0, time)
            if world.visits and number % 2:
                await world.cancel(world.visits.pop())

    dispatchers = [asyncio.create_task(hand_on()) for _ in range(2)]
    await asyncio.gather(*map(come_and_go, range(4)))
    handing_on = False
    await asyncio.gather(*dispatchers)
    assert await count(world, "claims") > 0
    assert (await rows(world, DIFFERENCES))[0]["count"] == 0
    assert await world.found(ASKED) == (await world.expected(ASKED))[:200]


async def test_a_cancelled_visit_is_offered_after_the_next_batch(world: World) -> None:
    await world.settle()
    first = (await world.found(ASKED))[0]
    await world.book(0, 0, first)
    assert first not in await world.found(ASKED)
    await world.dispatcher.drain()
    await world.cancel(world.visits.pop())
    assert first not in await world.found(ASKED)
    await world.dispatcher.dispatch_batch()
    assert (await world.found(ASKED))[0] == first


async def test_a_message_told_twice_or_of_nothing_changes_nothing(world: World) -> None:
    await world.settle()
    await world.book(0, 0, (await world.found(ASKED))[0])
    again = (
        "INSERT INTO outbox_messages (uid, topic, payload) "
        "SELECT $1, topic, payload FROM outbox_messages LIMIT 1"
    )
    await world.sql(again, new_uid())
    await world.dispatcher.drain()
    assert (await rows(world, DIFFERENCES))[0]["count"] == 0
    before = await rows(world, "SELECT xmin, ctid FROM free_stretches ORDER BY ctid")
    gone = '{"appointment_id": 999999, "event_id": 1, "sequence": 1}'
    await world.sql(
        "INSERT INTO outbox_messages (uid, topic, payload) "
        "VALUES ($1, 'scheduling.appointment_cancelled', $2::text::jsonb)",
        new_uid(),
        gone,
    )
    await world.dispatcher.drain()
    assert await rows(world, "SELECT xmin, ctid FROM free_stretches ORDER BY ctid") == before


async def test_leave_is_never_offered_though_no_job_has_looked_yet(world: World) -> None:
    await world.settle()
    start, uid, _ = (await world.found(ASKED))[0]
    doctor = next(one for one in world.doctors if str(one.uid) == uid)
    await make_time_off(
        world.database, doctor, starts_on=start.date(), ends_on=start.date() + timedelta(days=2)
    )
    await world.sql("UPDATE doctors SET schedule_version = schedule_version + 1")
    assert await count(world, "stale_free_time") == 1
    assert await world.found(ASKED) == (await world.expected(ASKED))[:200]
    await world.derive()
    assert await count(world, "stale_free_time") == 0
    assert await world.found(ASKED) == (await world.expected(ASKED))[:200]


async def test_what_changes_while_hours_are_read_stays_stale(world: World) -> None:
    """The job forgets what it was told of before it read, and nothing else."""
    await world.settle()
    await world.sql("INSERT INTO stale_free_time (doctor_id) VALUES ($1)", world.doctors[0].id)
    written, derived = asyncio.Event(), asyncio.Event()

    async def drop_hours(unit: UnitOfWork) -> None:
        await unit.sql.execute(
            "DELETE FROM availability_rules WHERE doctor_id = $1", world.doctors[0].id
        )
        written.set()
        await derived.wait()

    dropping = asyncio.create_task(world.database.transact(drop_hours))
    await written.wait()
    await world.derive()
    derived.set()
    await dropping
    assert await count(world, "stale_free_time") == 1


async def test_days_go_by(world: World) -> None:
    await world.settle()
    world.clock.advance(timedelta(days=3))
    assert await world.derive() == len(world.doctors)
    assert await world.derive() == 0
    kept = coverage(world.clock.now())
    bounds = await rows(world, "SELECT DISTINCT covered_from, covered_until FROM free_time_doctors")
    assert [tuple(row) for row in bounds] == [tuple(kept)]
    assert (await rows(world, "SELECT min(ends_at) > $1 AS ahead FROM open_stretches", kept.start))[
        0
    ]["ahead"]
    assert await world.found(ASKED) == (await world.expected(ASKED))[:200]


async def test_a_search_beyond_the_days_that_are_kept_goes_on_with_the_engine(world: World) -> None:
    await world.sql("UPDATE visit_types SET booking_horizon_days = 365")
    await world.settle()
    end = coverage(NOW).end
    asked = Question(
        kind=0, since=end - timedelta(days=1), until=end + timedelta(days=4), limit=200
    )
    right = await world.expected(asked)
    assert right[0][0] < end < right[-1][0]
    assert await world.found(asked) == right[:200]


async def test_a_clock_behind_the_rows_is_answered_by_the_engine(world: World) -> None:
    await world.settle()
    world.clock.move_to(NOW - timedelta(days=20))
    assert await world.found(ASKED) == (await world.expected(ASKED))[:200]


async def test_rebuilding_makes_all_rows_anew(world: World) -> None:
    await world.settle()
    await world.book(0, 0, (await world.found(ASKED))[5])
    await world.sql("DELETE FROM free_stretches WHERE doctor_id = $1", world.doctors[1].id)
    await world.sql("UPDATE open_stretches SET ends_at = starts_at + interval '1 minute'")
    told: list[tuple[int, int]] = []
    done = await rebuild(
        world.database, world.clock, lambda done, total: told.append((done, total))
    )
    assert (done, told[-1]) == (4, (4, 4))
    assert (await rows(world, DIFFERENCES))[0]["count"] == 0
    assert await world.found(ASKED) == (await world.expected(ASKED))[:200]


async def test_a_thousand_doctors_and_more_are_all_looked_at(world: World) -> None:
    """More than are derived together, and more than one read of the engine takes."""
    assert BATCH < 60
    for _ in range(60):
        practice = await make_practice(world.database, location=world.places[0], hours=(300, 330))
        world.doctors.append(practice.doctor)
    asked = Question(kind=0, limit=200)
    right = await world.expected(asked)
    assert await world.found(asked) == right[:200]
    await world.settle()
    assert await world.found(asked) == right[:200]


async def test_a_moved_visit_frees_its_old_time_and_takes_the_new_one(world: World) -> None:
    await world.settle()
    times = await world.found(ASKED)
    first = times[0]
    same = next(
        time for time in times[40:] if time[1] == first[1] and time[0].date() != first[0].date()
    )
    other = next(time for time in times if time[1] != first[1])
    await world.book(0, 0, first)
    await world.dispatcher.drain()
    for target in (same, other, first):
        await world.move(world.visits[0], target)
        await world.dispatcher.drain()
        assert (await rows(world, DIFFERENCES))[0]["count"] == 0
        right = await world.expected(ASKED)
        assert target not in right
        assert await world.found(ASKED) == right[:200]


async def test_one_process_at_a_time_derives(world: World) -> None:
    taken, done = asyncio.Event(), asyncio.Event()

    async def hold_on(unit: UnitOfWork) -> None:
        await unit.sql.execute("SELECT pg_advisory_xact_lock($1)", DERIVE_LOCK)
        taken.set()
        await done.wait()

    holding = asyncio.create_task(world.database.transact(hold_on))
    await taken.wait()
    assert await world.derive() == 0
    done.set()
    await holding
    assert await world.derive() == len(world.doctors)
