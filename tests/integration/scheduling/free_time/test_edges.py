"""Where the rows end and the engine goes on: the order holds, and the work stays bounded."""

from datetime import datetime, timedelta

import pytest

from praxis.scheduling.free_time import search, statements
from praxis.scheduling.free_time.by_doctor import by_doctor
from praxis.scheduling.free_time.derive import coverage
from praxis.scheduling.free_time.statements import Statement, Wanted
from tests.conftest import NOW
from tests.factories.availability import make_time_off
from tests.factories.directory import make_resource
from tests.integration.scheduling.free_time.world import Question, World

LATE = Question(kind=3, until=NOW.date() + timedelta(days=90), limit=20)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many times each statement was to bring."""
    counts: list[int] = []

    def of_time(wanted: Wanted, limit: int, *, everybody: bool) -> Statement:
        counts.append(limit)
        return statements.by_time(wanted, limit, everybody=everybody)

    def of_doctors(wanted: Wanted, limit: int, rows: int, last: datetime | None) -> Statement:
        counts.append(limit)
        return by_doctor(wanted, limit, rows, last)

    monkeypatch.setattr(search, "by_time", of_time)
    monkeypatch.setattr(search, "by_doctor", of_doctors)
    return counts


async def _without_rooms(world: World) -> None:
    await world.sql("UPDATE visit_types SET booking_horizon_days = 365")
    await world.sql("UPDATE resources SET active = false")


@pytest.mark.parametrize("looked_at_first", [0, statements.LOOKED_AT])
async def test_what_nobody_has_a_room_for_is_not_read_to_the_end(
    world: World, looked_at: list[int], monkeypatch: pytest.MonkeyPatch, looked_at_first: int
) -> None:
    """Anyone may ask, and a practice has millions of starts."""
    monkeypatch.setattr(statements, "LOOKED_AT", looked_at_first)
    await _without_rooms(world)
    await world.settle()
    assert await world.found(LATE) == []
    assert max(looked_at) <= 1000


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
