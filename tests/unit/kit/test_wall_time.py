import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from praxis.kit.intervals import Interval
from praxis.kit.wall_time import InvalidMinuteError, local_date, local_minute, resolve
from tests.unit.kit.zones import ALL_CHANGES, ZONES


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@pytest.mark.parametrize(
    ("case", "zone", "on", "at", "expected"),
    [
        ("an ordinary day", "Asia/Dhaka", "2026-05-04", "09:00", "2026-05-04T03:00"),
        ("a zone off by 45 minutes", "Asia/Kathmandu", "2026-05-04", "09:00", "2026-05-04T03:15"),
        ("the next midnight", "Asia/Dhaka", "2026-05-04", "24:00", "2026-05-04T18:00"),
        ("before the gap", "Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T00:59"),
        ("start of the gap", "Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T01:00"),
        ("inside the gap", "Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00"),
        ("end of the gap", "Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T01:00"),
        ("after the gap", "Europe/Berlin", "2026-03-29", "03:30", "2026-03-29T01:30"),
        ("end of a day of 23 hours", "Europe/Berlin", "2026-03-29", "24:00", "2026-03-29T22:00"),
        ("shown twice", "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),
        ("after the repeated hour", "Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T02:00"),
        ("end of a day of 25 hours", "Europe/Berlin", "2026-10-25", "24:00", "2026-10-25T23:00"),
        ("gap in New York", "America/New_York", "2027-03-14", "02:15", "2027-03-14T07:00"),
        ("twice in New York", "America/New_York", "2027-11-07", "01:15", "2027-11-07T05:15"),
        ("half-hour gap", "Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30"),
        ("after half-hour gap", "Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30"),
        ("half hour twice", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45"),
        ("after the half hour", "Australia/Lord_Howe", "2026-04-05", "02:00", "2026-04-04T15:30"),
        ("gap at 02:45", "Pacific/Chatham", "2026-09-27", "03:00", "2026-09-26T14:00"),
        ("before 02:45", "Pacific/Chatham", "2026-09-27", "02:44", "2026-09-26T13:59"),
        ("midnight skipped", "America/Havana", "2026-03-08", "00:00", "2026-03-08T05:00"),
        ("midnight before that", "America/Havana", "2026-03-07", "24:00", "2026-03-08T05:00"),
        (
            "the hour before midnight twice",
            "America/Nuuk",
            "2026-10-24",
            "23:30",
            "2026-10-25T00:30",
        ),
        ("the midnight after it", "America/Nuuk", "2026-10-24", "24:00", "2026-10-25T02:00"),
        ("a date that was skipped", "Pacific/Apia", "2011-12-30", "10:00", "2011-12-30T10:00"),
        ("its end", "Pacific/Apia", "2011-12-30", "24:00", "2011-12-30T10:00"),
        ("the last minute before it", "Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59"),
        ("Ramadan ends", "Africa/Casablanca", "2026-03-22", "02:20", "2026-03-22T02:00"),
    ],
)
def test_policy_for_changes_of_the_clocks(
    case: str, zone: str, on: str, at: str, expected: str
) -> None:
    found = resolve(date.fromisoformat(on), minute(at), ZoneInfo(zone))
    assert found == utc(expected), case
    assert found.tzinfo is UTC


def test_hours_wholly_inside_a_gap_are_empty() -> None:
    berlin, on = ZoneInfo("Europe/Berlin"), date(2026, 3, 29)
    assert Interval(resolve(on, 120, berlin), resolve(on, 180, berlin)).is_empty


@pytest.mark.parametrize(("zone", "change"), ALL_CHANGES)
def test_each_minute_is_the_first_instant_that_shows_it_or_a_later_one(
    zone: str, change: datetime
) -> None:
    there = ZoneInfo(zone)
    on = local_date(change, there)
    first = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=30)
    walk = [first + timedelta(minutes=n) for n in range(80 * 60)]
    walls = [at.astimezone(there).replace(tzinfo=None) for at in walk]
    wanted = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a wall time
    for n in range(0, 1441, 5):
        wall = wanted + timedelta(minutes=n)
        index = next(i for i, shown in enumerate(walls) if shown >= wall)
        assert resolve(on, n, there) == walk[index]


@pytest.mark.parametrize("zone", ZONES)
def test_the_end_of_each_day_is_the_start_of_the_next(zone: str) -> None:
    there = ZoneInfo(zone)
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(4 * 365)]
    for day, following in pairwise(days):
        assert resolve(day, 1440, there) == resolve(following, 0, there)


@pytest.mark.parametrize("wrong", [-1, 1441])
def test_a_minute_outside_the_day_is_refused(wrong: int) -> None:
    with pytest.raises(InvalidMinuteError):
        resolve(date(2026, 1, 1), wrong, ZoneInfo("Asia/Dhaka"))


def test_what_the_clocks_show() -> None:
    chatham = ZoneInfo("Pacific/Chatham")
    at = utc("2026-01-01T12:00")
    assert (local_date(at, chatham), local_minute(at, chatham)) == (date(2026, 1, 2), 105)


@pytest.mark.parametrize("extreme", [datetime.min, datetime.max])  # noqa: DTZ901 - made aware below
def test_the_ends_of_the_calendar_have_a_date_with_neighbours(extreme: datetime) -> None:
    for zone in ZONES:
        on = local_date(extreme.replace(tzinfo=UTC), ZoneInfo(zone))
        for day in (on - timedelta(days=1), on + timedelta(days=1)):
            resolve(day, 0, ZoneInfo(zone))
            resolve(day, 1440, ZoneInfo(zone))


@pytest.fixture(params=["UTC", "Pacific/Chatham"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_the_zone_of_the_machine_does_not_matter(machine_zone: str) -> None:
    london = ZoneInfo("Europe/London")
    assert resolve(date(2027, 3, 28), 90, london) == utc("2027-03-28T01:00"), machine_zone
    assert local_minute(utc("2027-03-28T01:00"), london) == 120
