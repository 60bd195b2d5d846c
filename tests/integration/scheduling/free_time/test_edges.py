"""Where the rows end and the engine goes on: the order holds, and the work stays bounded."""

from datetime import datetime, timedelta

import pytest

from praxis.scheduling.free_time import by_time, search
from praxis.scheduling.free_time.by_doctor import by_doctor
from praxis.scheduling.free_time.derive import coverage
from praxis.scheduling.free_time.engine import Engine
from praxis.scheduling.free_time.model import Statement, Wanted
from tests.conftest import NOW
from tests.factories.availability import make_time_off
from tests.factories.directory import make_resource
from tests.integration.scheduling.free_time.world import Question, World

LATE = Question(kind=3, until=NOW.date() + timedelta(days=90), limit=20)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many times each statement was to bring."""
    counts: list[int] = []

    def of_time(wanted: Wanted, limit: int, each: int | None) -> Statement:
        counts.append(limit)
        return by_time.by_time(wanted, limit, each)

    def of_doctors(wanted: Wanted, limit: int, rows: int, last: datetime | None) -> Statement:
        counts.append(limit)
        return by_doctor(wanted, limit, rows, last)

    monkeypatch.setattr(search, "by_time", of_time)
    monkeypatch.setattr(search, "by_doctor", of_doctors)
    return counts


async def _without_rooms(world: World) -> None:
    await world.sql("UPDATE visit_types SET booking_horizon_days = 365")
    await world.sql("UPDATE resources SET active = false")


@pytest.fixture
def nobody_asks_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine reads and computes the days of each doctor whom it is asked about."""

    async def refuse(*_: object, **__: object) -> None:
        raise AssertionError("The engine was asked about everybody.")

    monkeypatch.setattr(Engine, "first_of_everybody", refuse)


@pytest.mark.usefixtures("nobody_asks_all")
@pytest.mark.parametrize("looked_at_first", [0, by_time.LOOKED_AT])
async def test_what_nobody_has_a_room_for_is_not_read_to_the_end(
    world: World, looked_at: list[int], monkeypatch: pytest.MonkeyPatch, looked_at_first: int
) -> None:
    """Anyone may ask, and a practice has millions of starts."""
    monkeypatch.setattr(by_time, "LOOKED_AT", looked_at_first)
    await _without_rooms(world)
    await world.settle()
    assert await world.found(LATE) == []
    assert max(looked_at) <= 1000


# All rooms, whatever their place: for so many minutes of each hour, and for some days.
BLOCK_ROOMS = """
    INSERT INTO claims (resource_id, during, kind)
    SELECT r.id, tstzrange(n, n + make_interval(mins => $2::int)), 'block'
    FROM resources r, generate_series($1::timestamptz, $3, '1 hour') n
    WHERE r.kind = 'room'
"""


@pytest.mark.usefixtures("nobody_asks_all")
@pytest.mark.parametrize(
    ("minutes", "days", "lengths", "is_found"),
    [
        (60, 99, [], False),
        (40, 99, [], False),
        (30, 99, [20], True),
        (30, 99, [90], True),
        (60, 40, [60, 10], True),
        (45, 40, [10], True),
    ],
)
async def test_rooms_that_are_hardly_ever_free_are_found_when_they_are(
    world: World, minutes: int, days: int, lengths: list[int], is_found: bool
) -> None:
    """And no time is looked for in which none is; some doctors take longer, or not so long."""
    await world.sql("UPDATE visit_types SET booking_horizon_days = 365")
    await make_resource(world.database, world.places[1])
    for doctor, length in enumerate(lengths):
        await world.own_length(doctor, 3, length)
    until = NOW + timedelta(days=days)
    await world.sql(BLOCK_ROOMS, NOW - timedelta(hours=6), minutes, until)
    await world.settle()
    right = await world.expected(LATE)
    assert bool(right) is is_found
    assert await world.found(LATE) == right[: LATE.limit]


@pytest.mark.usefixtures("nobody_asks_all")
async def test_two_of_a_kind_are_needed_at_once(world: World) -> None:
    await world.sql(
        "UPDATE visit_types SET booking_horizon_days = 365, needs = $2::text::jsonb WHERE id = $1",
        world.kinds[3].id,
        '[{"kind": "room", "tag": null}, {"kind": "room", "tag": null}]',
    )
    await world.settle()
    assert await world.found(LATE) == await world.expected(LATE) == []
    await make_resource(world.database, world.places[0])
    await world.sql(BLOCK_ROOMS, NOW, 60, NOW + timedelta(days=20))
    right = await world.expected(LATE)
    assert len(right) > LATE.limit
    assert await world.found(LATE) == right[: LATE.limit]


async def test_a_room_that_is_free_late_is_found_all_the_same(
    world: World, looked_at: list[int]
) -> None:
    await _without_rooms(world)
    await make_resource(world.database, world.places[1])
    first = {"starts_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=70)}
    await make_time_off(world.database, world.doctors[1], **first)
    await world.sql("UPDATE doctors SET schedule_version = schedule_version + 1")
    await world.settle()
    right = await world.expected(LATE)
    assert len(right) > LATE.limit
    assert await world.found(LATE) == right[: LATE.limit]
    assert max(looked_at) <= 1000


async def test_a_stale_doctor_does_not_hide_earlier_times_beyond_the_days_that_are_kept(
    world: World,
) -> None:
    await world.sql("UPDATE visit_types SET booking_horizon_days = 365")
    end = coverage(NOW).end
    away = {"starts_on": end.date() - timedelta(days=4), "ends_on": end.date() - timedelta(days=1)}
    for doctor in world.doctors:
        await make_time_off(world.database, doctor, **away)
    await world.sql("UPDATE doctors SET schedule_version = schedule_version + 1")
    await world.settle()
    await world.sql("INSERT INTO stale_free_time (doctor_id) VALUES ($1)", world.doctors[0].id)
    asked = Question(kind=0, since=end - timedelta(days=3), until=end + timedelta(days=9), limit=20)
    right = await world.expected(asked)
    assert len({doctor for _, doctor, _ in right[:20]}) > 1
    assert await world.found(asked) == right[:20]


async def test_rows_made_by_a_clock_that_was_ahead_are_made_again(world: World) -> None:
    """Machines without a battery wake in another year, and are set right."""
    world.clock.advance(timedelta(days=400))
    await world.settle()
    world.clock.move_to(NOW)
    assert await world.derive() == len(world.doctors)
    assert await world.derive() == 0
