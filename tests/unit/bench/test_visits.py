"""What a made-up practice holds, as the text that is copied into the table."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bench.kit.visits import (
    COLUMNS,
    HOLDS_NO_TIME,
    MOST_A_DAY,
    Size,
    TooFewVisits,
    place_of,
    plan,
    rows,
    zone_of,
)

MONDAY = date(2027, 3, 15)
CLOCKS_CHANGE = date(2027, 3, 28)


def visits(size: Size, today: date = MONDAY) -> Iterator[Mapping[str, Any]]:
    for day in rows(plan(size, today)):
        for row in csv.reader(day.decode().splitlines(), delimiter="\t"):
            values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
            values["starts_at"] = datetime.fromisoformat(values["starts_at"])
            values["ends_at"] = datetime.fromisoformat(values["ends_at"])
            yield values


def of_each(size: Size, column: str) -> dict[str, list[tuple[datetime, datetime]]]:
    found: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for visit in visits(size):
        if visit["status"] not in HOLDS_NO_TIME:
            found[visit[column]].append((visit["starts_at"], visit["ends_at"]))
    return found


SIZES = [
    Size(doctors=7, visits=3000),
    Size(doctors=40, visits=40_000),
    Size(doctors=5, visits=60_000, patients=50),
    Size(doctors=30, visits=20_000, first_week_full=True),
    Size(doctors=300, visits=1000),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", ["doctor_id", "patient_id"])
def test_nobody_is_in_two_places_at_once(size: Size, who: str) -> None:
    for times in of_each(size, who).values():
        assert all(first[1] <= second[0] for first, second in pairwise(sorted(times)))


@pytest.mark.parametrize("size", SIZES)
def test_there_are_as_many_as_asked_for(size: Size) -> None:
    found = list(visits(size))

    assert len(found) == size.visits
    assert [int(visit["id"]) for visit in found] == list(range(1, size.visits + 1))
    assert len({visit["uid"] for visit in found}) == size.visits


def test_the_same_seed_gives_the_same_rows_and_another_gives_others() -> None:
    first, again, other = (
        b"".join(rows(plan(Size(20, 5000, seed=seed), MONDAY))) for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other


def test_visits_are_within_the_hours_of_the_place() -> None:
    for visit in visits(Size(30, 20_000), CLOCKS_CHANGE):
        start, end = visit["starts_at"], visit["ends_at"]
        assert start.weekday() < 5
        assert end - start == timedelta(minutes=int(visit["duration_minutes"]))
        minutes = start.hour * 60 + start.minute
        assert 540 <= minutes < 720 or 780 <= minutes < 1020
        assert end.hour < 12 or (end.hour, end.minute) == (12, 0) or end.hour >= 13
        assert (end.hour, end.minute) <= (17, 0)


def test_summer_time_is_that_of_the_place() -> None:
    offsets = defaultdict(set)
    for visit in visits(Size(40, 40_000), CLOCKS_CHANGE - timedelta(days=7)):
        summer = visit["starts_at"].date() > CLOCKS_CHANGE
        if visit["starts_at"].date() > CLOCKS_CHANGE - timedelta(days=60):
            zone = zone_of(place_of(int(visit["doctor_id"]) - 1))
            offsets[zone, summer].add(visit["starts_at"].utcoffset())

    assert offsets[1, False] == {timedelta(hours=1)}
    assert offsets[1, True] == {timedelta(hours=2)}
    assert offsets[0, True] == offsets[0, False] == {timedelta(hours=6)}


def test_a_full_first_week_leaves_no_minute() -> None:
    size = Size(doctors=10, visits=20_000, first_week_full=True)
    minutes: Counter[date] = Counter()
    for visit in visits(size):
        minutes[visit["starts_at"].date()] += int(visit["duration_minutes"])

    week = [MONDAY + timedelta(days=n) for n in range(5)]
    assert [minutes[day] for day in week] == [10 * 7 * 60] * 5
    assert 0 < minutes[MONDAY + timedelta(days=7)] < 10 * 7 * 60


def test_the_coming_month_is_as_busy_as_asked_for() -> None:
    planned = plan(Size(doctors=10, visits=20_000, busy=0.5), MONDAY)
    ahead = [quota for day, quota in planned.days if day >= MONDAY]

    assert planned.busy == pytest.approx(0.5, abs=0.001)
    assert sum(ahead) == pytest.approx(0.5 * len(ahead) * 10 * MOST_A_DAY, rel=0.01)


def test_few_visits_are_half_behind_and_half_ahead() -> None:
    planned = plan(Size(doctors=500, visits=10_000), MONDAY)

    assert sum(quota for day, quota in planned.days if day >= MONDAY) == 5000
    assert planned.busy < 0.1


def test_a_full_week_of_more_visits_than_there_are_is_refused() -> None:
    with pytest.raises(TooFewVisits, match="47500"):
        plan(Size(doctors=500, visits=10_000, first_week_full=True), MONDAY)
