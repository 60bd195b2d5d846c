"""What a calendar shades, and that it agrees with the hours that visits are booked into."""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given

from praxis.kit.intervals import Interval, intersect, merge, subtract
from praxis.scheduling.availability.model import (
    DateException,
    Holiday,
    Leave,
    Place,
    Schedule,
    WeeklyRule,
)
from praxis.scheduling.availability.rules import leave_periods, openings_at
from praxis.scheduling.availability.spans import SpanKind, find_spans
from praxis.scheduling.slots.model import SlotQuery
from tests.unit.scheduling.slots.strategies import slot_queries

DHAKA = ZoneInfo("Asia/Dhaka")
HERE, THERE = 1, 2
# A Tuesday.
DAY = date(2027, 1, 5)
WEEK = Interval(
    datetime(2027, 1, 4, tzinfo=DHAKA).astimezone(UTC),
    datetime(2027, 1, 11, tzinfo=DHAKA).astimezone(UTC),
)
MORNING = WeeklyRule(HERE, DAY.weekday(), 9 * 60, 12 * 60)
AFTERNOON = WeeklyRule(HERE, DAY.weekday(), 14 * 60, 17 * 60)


def shaded(
    *,
    rules: tuple[WeeklyRule, ...] = (MORNING, AFTERNOON),
    window: Interval = WEEK,
    places: tuple[int, ...] = (HERE,),
    **facts: Any,
) -> list[tuple[str, str, str, str | None]]:
    known = tuple(Place(location_id, DHAKA) for location_id in places)
    schedule = Schedule(known, rules, **facts)
    return [
        (
            span.kind.value,
            f"{span.period.start.astimezone(DHAKA):%H:%M}",
            f"{span.period.end.astimezone(DHAKA):%H:%M}",
            span.holiday,
        )
        for span in find_spans(schedule, window)
    ]


def test_a_split_day_is_open_twice() -> None:
    assert shaded() == [("open", "09:00", "12:00", None), ("open", "14:00", "17:00", None)]


def test_leave_takes_its_part_of_the_working_time() -> None:
    leaves = (Leave(DAY, DAY, 11 * 60, 15 * 60),)
    assert shaded(leaves=leaves) == [
        ("open", "09:00", "11:00", None),
        ("leave", "11:00", "12:00", None),
        ("leave", "14:00", "15:00", None),
        ("open", "15:00", "17:00", None),
    ]


def test_a_holiday_closes_by_name() -> None:
    holidays = (Holiday(HERE, DAY, "Founders' day"),)
    assert shaded(holidays=holidays) == [
        ("closed", "09:00", "12:00", "Founders' day"),
        ("closed", "14:00", "17:00", "Founders' day"),
    ]


def test_other_hours_of_a_date_close_what_they_leave_out() -> None:
    exceptions = (DateException(HERE, DAY, "hours", 10 * 60, 13 * 60),)
    assert shaded(exceptions=exceptions) == [
        ("closed", "09:00", "10:00", None),
        ("open", "10:00", "13:00", None),
        ("closed", "14:00", "17:00", None),
    ]


def test_each_place_has_its_own_spans_and_the_window_cuts_them() -> None:
    rules = (MORNING, WeeklyRule(THERE, DAY.weekday(), 16 * 60, 20 * 60))
    noon, evening = (datetime(2027, 1, 5, hour, tzinfo=DHAKA) for hour in (11, 18))
    window = Interval(noon.astimezone(UTC), evening.astimezone(UTC))
    assert shaded(window=window, rules=rules, places=(HERE, THERE)) == [
        ("open", "11:00", "12:00", None),
        ("open", "16:00", "18:00", None),
    ]


@given(slot_queries())
def test_what_is_open_or_on_leave_is_what_the_slots_are_cut_from(query: SlotQuery) -> None:
    for place in query.schedule.places:
        spans = [
            span
            for span in find_spans(query.schedule, query.window)
            if span.location_id == place.location_id
        ]
        for one, other in pairwise(spans):
            assert not one.period.overlaps(other.period)
        runs = openings_at(query.schedule, place, query.window, None)
        hours = intersect(merge(run.period for run in runs), [query.window])
        away = leave_periods(query.schedule.leaves, place.zone, query.window)
        opened = [span.period for span in spans if span.kind is SpanKind.OPEN]
        leave = [span.period for span in spans if span.kind is SpanKind.LEAVE]
        assert opened == subtract(hours, away)
        assert merge(sorted(opened + leave)) == merge(hours)
