"""Whatever happened, the first times among many are those that each doctor's own search has."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from praxis.app import create_app
from praxis.directory.locations.models import HolidayOverride
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.availability.models import AvailabilityException
from praxis.scheduling.free_time import by_time, search
from praxis.settings import Settings
from tests.conftest import create_database, drop_database
from tests.factories.availability import make_rule, make_time_off
from tests.factories.directory import add_all, make_resource
from tests.integration.scheduling.free_time.world import Question, World
from tests.support.api import Api

# In the days after, the clocks of Berlin are put forward, and Good Friday closes places there.
NOW = datetime(2027, 3, 24, 6, 7, tzinfo=UTC)
TODAY = NOW.date()

days = st.integers(0, 9).map(lambda n: TODAY + timedelta(days=n))
minutes = st.integers(0, 95).map(lambda n: n * 15)
doctors, places, kinds = st.integers(0, 3), st.integers(0, 2), st.integers(0, 3)
some = st.integers(0, 10_000)

questions = st.builds(
    Question,
    # Twice as often what buffers surround, and what needs a room.
    kind=kinds | st.sampled_from([1, 3]),
    since=st.none()
    | days
    | days.map(lambda on: datetime(on.year, on.month, on.day, 9, 20, tzinfo=UTC)),
    until=st.none() | st.integers(9, 20).map(lambda n: TODAY + timedelta(days=n)),
    zone=st.none() | st.sampled_from(["Asia/Dhaka", "America/New_York"]),
    place=st.none() | places,
    specialty=st.none() | st.sampled_from(["Cardiology", "Neurology"]),
    language=st.none() | st.just("en"),
    as_patient=st.booleans(),
    limit=st.sampled_from([1, 7, 20, 60, 200]),
)

Step = Callable[[World, st.DataObject], Coroutine[Any, Any, None]]


async def add_hours(world: World, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
    types = data.draw(st.lists(kinds, max_size=2, unique=True))
    since = data.draw(st.none() | days)
    await make_rule(
        world.database,
        world.doctors[data.draw(doctors)],
        world.places[data.draw(places)],
        data.draw(st.integers(0, 6)),
        start_minute=start,
        end_minute=data.draw(st.sampled_from([end, 1440])),
        valid_from=since,
        every_n_weeks=1 if since is None else data.draw(st.integers(1, 2)),
        visit_type_ids=[world.kinds[number].id for number in types],
    )


async def never_close(world: World, data: st.DataObject) -> None:
    doctor, place = world.doctors[data.draw(doctors)], world.places[data.draw(places)]
    for weekday in range(data.draw(st.integers(1, 7))):
        await make_rule(world.database, doctor, place, weekday, start_minute=0, end_minute=1440)


async def drop_hours(world: World, data: st.DataObject) -> None:
    await world.sql(
        "DELETE FROM availability_rules WHERE doctor_id = $1 AND weekday = $2",
        world.doctors[data.draw(doctors)].id,
        data.draw(st.integers(0, 6)),
    )


async def make_exception(world: World, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["extra", "hours", "closed"]))
    start, end = sorted(data.draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
    row = AvailabilityException(
        uid=new_uid(),
        doctor_id=world.doctors[data.draw(doctors)].id,
        location_id=world.places[data.draw(places)].id,
        on=data.draw(days),
        kind=kind,
        start_minute=None if kind == "closed" else start,
        end_minute=None if kind == "closed" else end,
    )
    await add_all(world.database, row)


async def take_leave(world: World, data: st.DataObject) -> None:
    first = data.draw(days)
    start, end = sorted(data.draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
    whole = data.draw(st.booleans())
    await make_time_off(
        world.database,
        world.doctors[data.draw(doctors)],
        starts_on=first,
        ends_on=first + timedelta(days=data.draw(st.integers(0, 3))),
        start_minute=None if whole else start,
        end_minute=None if whole else end,
    )


async def end_leave(world: World, data: st.DataObject) -> None:
    await world.sql(
        "UPDATE time_off SET status = 'cancelled' WHERE doctor_id = $1",
        world.doctors[data.draw(doctors)].id,
    )


async def decide_holiday(world: World, data: st.DataObject) -> None:
    place, on = world.places[data.draw(places)], data.draw(days | st.just(date(2027, 3, 26)))
    await world.sql(
        "DELETE FROM holiday_overrides WHERE location_id = $1 AND on_date = $2", place.id, on
    )
    if data.draw(st.booleans()):
        row = HolidayOverride(
            location_id=place.id, on=on, name="Fair", open=data.draw(st.booleans())
        )
        await add_all(world.database, row)


async def change_place(world: World, data: st.DataObject) -> None:
    place = world.places[data.draw(places)]
    zone = data.draw(st.sampled_from(["Asia/Dhaka", "Europe/Berlin", "America/St_Johns"]))
    await world.sql("UPDATE locations SET time_zone = $2 WHERE id = $1", place.id, zone)
    active = data.draw(st.sampled_from([True, True, False]))
    await world.sql("UPDATE locations SET active = $2 WHERE id = $1", place.id, active)


async def change_doctor(world: World, data: st.DataObject) -> None:
    doctor = world.doctors[data.draw(doctors)]
    active = data.draw(st.sampled_from([True, False]))
    await world.sql("UPDATE doctors SET active = $2 WHERE id = $1", doctor.id, active)


async def change_specialty(world: World, data: st.DataObject) -> None:
    doctor = world.doctors[data.draw(doctors)]
    doctor.specialty = data.draw(st.sampled_from(["Cardiology", "Neurology"]))
    await world.sql("UPDATE doctors SET specialty = $2 WHERE id = $1", doctor.id, doctor.specialty)


async def choose_types(world: World, data: st.DataObject) -> None:
    length = data.draw(st.none() | st.sampled_from([10, 35, 90]))
    await world.own_length(data.draw(doctors), data.draw(kinds), length)


async def change_buffers(world: World, data: st.DataObject) -> None:
    await world.sql(
        "UPDATE visit_types SET buffer_before_minutes = $2, buffer_after_minutes = $2 "
        "WHERE id = $1",
        world.kinds[data.draw(kinds)].id,
        data.draw(st.sampled_from([0, 20, 240])),
    )


async def change_rooms(world: World, data: st.DataObject) -> None:
    place = world.places[data.draw(places)]
    if data.draw(st.booleans()):
        await make_resource(world.database, place)
    else:
        await world.sql("UPDATE resources SET active = NOT active WHERE location_id = $1", place.id)


async def block_rooms(world: World, data: st.DataObject) -> None:
    """For a week, again and again, so that times for which there is one are few."""
    every = data.draw(st.sampled_from([2, 6, 24]))
    await world.sql(
        """
        INSERT INTO claims (resource_id, during, kind)
        SELECT r.id, tstzrange(n, n + make_interval(mins => $3::int)), 'block'
        FROM resources r,
             generate_series($1::timestamptz, $1 + interval '8 days', make_interval(hours => $2)) n
        WHERE r.kind = 'room'
        ON CONFLICT DO NOTHING
        """,
        NOW - timedelta(hours=3),
        every,
        every * data.draw(st.sampled_from([30, 50, 58, 60])),
    )


async def _free(world: World, data: st.DataObject) -> tuple[int, tuple[datetime, str, str] | None]:
    kind = data.draw(kinds)
    times = await world.expected(Question(kind=kind, since=NOW, until=TODAY + timedelta(days=9)))
    if not times:
        return kind, None
    # Early ones more often than not: what is taken shall lie side by side.
    reach = data.draw(st.sampled_from([20, len(times)]))
    return kind, times[data.draw(some) % min(reach, len(times))]


async def book(world: World, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        kind, time = await _free(world, data)
        if time is not None:
            await world.book(data.draw(st.integers(0, 1)), kind, time)


async def hold(world: World, data: st.DataObject) -> None:
    kind, time = await _free(world, data)
    if time is not None:
        await world.hold(data.draw(st.integers(0, 1)), kind, time)


async def release(world: World, data: st.DataObject) -> None:
    if world.holds:
        await world.release(world.holds.pop(data.draw(some) % len(world.holds)))


async def cancel(world: World, data: st.DataObject) -> None:
    if world.visits:
        await world.cancel(world.visits.pop(data.draw(some) % len(world.visits)))


async def move(world: World, data: st.DataObject) -> None:
    _, time = await _free(world, data)
    if world.visits and time is not None:
        await world.move(world.visits[data.draw(some) % len(world.visits)], time)


async def wait(world: World, data: st.DataObject) -> None:
    """Holds run out after minutes, requests after days."""
    world.clock.advance(data.draw(st.sampled_from([timedelta(minutes=11), timedelta(hours=30)])))


STEPS: tuple[Step, ...] = (
    *(book, book, hold, hold, release, cancel, move, move, wait, add_hours, never_close),
    *(drop_hours, make_exception, take_leave, end_leave, decide_holiday, change_place),
    *(change_doctor, change_specialty, choose_types, change_buffers, change_buffers),
    *(change_rooms, block_rooms, block_rooms),
)


class Stage:
    """One application, which each history gives a database of its own."""

    def __init__(self, app: FastAPI, clock: FixedClock, runner: asyncio.Runner) -> None:
        self._app = app
        self._clock = clock
        self._runner = runner

    def play(self, plan: st.DataObject) -> None:
        self._runner.run(self._play(plan))

    async def _play(self, plan: st.DataObject) -> None:
        name = f"praxis_test_history_{new_uid().hex}"
        database = Database(await create_database(name), pool_size=4)
        self._app.state.database = database
        self._clock.move_to(NOW)
        try:
            async with Api.of(self._app, self._clock) as api:
                await _check(await World.begin(database, self._clock, api), plan)
        finally:
            await database.close()
            await drop_database(name)


@pytest.fixture
def stage(settings: Settings) -> Iterator[Stage]:
    clock = FixedClock(NOW)
    # With a factory it leaves the loop of the other tests in its place.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        app = create_app(settings, "postgresql://unused", clock=clock)
        app.state.clock = clock
        yield Stage(app, clock, runner)


async def _check(world: World, data: st.DataObject) -> None:
    if data.draw(st.booleans(), label="derived first"):
        await world.settle()
    await book(world, data)
    for _ in range(data.draw(st.integers(1, 7), label="steps")):
        step = data.draw(st.sampled_from(STEPS))
        await step(world, data)
        # As every change of hours does; the engine believes what it read of a version.
        await world.sql("UPDATE doctors SET schedule_version = schedule_version + 1")
        question = data.draw(questions)
        offered, right = await world.found(question), await world.expected(question)
        assert set(offered) <= set(right), "something is offered that the engine refuses"
        await world.dispatcher.drain()
        assert await world.found(question) == right[: question.limit], "heard of, not yet derived"
        if data.draw(st.booleans(), label="settle"):
            await world.settle()
        for asked in (question, data.draw(questions)):
            right = await world.expected(asked)
            assert await world.found(asked) == right[: asked.limit]


# As it is; as among many who are free; and by doctor, further and further for each row.
WAYS = [
    (by_time.LOOKED_AT, by_time.MANY, search.FIRST_ROWS, search.FIRST_OF_ROOMS),
    (by_time.LOOKED_AT, 0, search.FIRST_ROWS, timedelta(hours=5)),
    (0, 0, 1, timedelta(days=1)),
]


@pytest.mark.parametrize(("looked_at", "many", "first_rows", "of_rooms"), WAYS)
@settings(
    max_examples=12,
    # A smaller example would be kind, but each is a database of its own.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(plan=st.data())
def test_the_rows_say_what_the_engine_says(
    stage: Stage,
    looked_at: int,
    many: int,
    first_rows: int,
    of_rooms: timedelta,
    plan: st.DataObject,
) -> None:
    with (
        patch.object(by_time, "LOOKED_AT", looked_at),
        patch.object(by_time, "FEW", min(by_time.FEW, looked_at)),
        patch.object(by_time, "MANY", many),
        patch.object(search, "FIRST_ROWS", first_rows),
        patch.object(search, "FIRST_OF_ROOMS", of_rooms),
    ):
        stage.play(plan)
