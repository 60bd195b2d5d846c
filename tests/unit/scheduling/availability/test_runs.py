"""Openings that are looked up are those that are worked out anew."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from praxis.kit.intervals import Interval
from praxis.kit.ticks import to_ticks
from praxis.scheduling.availability.model import Place, Run, Schedule, WeeklyRule
from praxis.scheduling.availability.rules import openings_at
from praxis.scheduling.availability.runs import opening_runs
from praxis.scheduling.slots.model import SlotQuery
from tests.unit.scheduling.slots.strategies import slot_queries

BERLIN = Place(1, ZoneInfo("Europe/Berlin"))


def looked_up(schedule: Schedule, place: Place, window: Interval, kind: int | None) -> list[Run]:
    return opening_runs(schedule, place, to_ticks(window.start), to_ticks(window.end), kind)


def worked_out(schedule: Schedule, place: Place, window: Interval, kind: int | None) -> list[Run]:
    return [
        Run(to_ticks(period.start), to_ticks(period.end), to_ticks(closes_at))
        for _, period, closes_at in openings_at(schedule, place, window, kind)
    ]


def bounds(runs: list[Run]) -> list[tuple[int, int]]:
    return [(run.start, run.end) for run in runs]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=slot_queries())
def test_what_is_looked_up_is_what_would_be_worked_out(query: SlotQuery) -> None:
    for place in query.places:
        for hours in (0, 24 * 20, 24 * 45):
            start = query.window.start - timedelta(hours=hours)
            window = Interval(start, query.window.end + timedelta(hours=hours))
            found = looked_up(query.schedule, place, window, query.visit_type_id)
            anew = worked_out(query.schedule, place, window, query.visit_type_id)
            assert bounds(found) == bounds(anew)
            assert all(
                kept.closes_at >= run.closes_at for kept, run in zip(found, anew, strict=True)
            )


def test_doors_that_never_close_stay_open_where_a_stretch_ends() -> None:
    always = Schedule((BERLIN,), tuple(WeeklyRule(1, day, 0, 1440) for day in range(7)))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    runs = looked_up(always, BERLIN, Interval(start, start + timedelta(days=200)), None)
    assert len(runs) == 201
    day = 24 * 3_600_000_000
    assert all(run.closes_at - run.end >= day for run in runs)
    assert all(one.end == following.start for one, following in pairwise(runs))


def test_hours_for_one_visit_type_are_not_those_of_another() -> None:
    some = Schedule((BERLIN,), (WeeklyRule(1, 0, 540, 600, visit_type_ids=frozenset({7})),))
    week = Interval(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 8, tzinfo=UTC))
    assert len(looked_up(some, BERLIN, week, 7)) == 1
    assert looked_up(some, BERLIN, week, 8) == []
    assert len(looked_up(some, BERLIN, week, None)) == 1


def test_what_is_kept_of_a_schedule_is_bounded() -> None:
    weekly = Schedule((BERLIN,), (WeeklyRule(1, 0, 540, 600),))
    for year in range(1990, 2060):
        day = datetime(year, 5, 1, tzinfo=UTC)
        looked_up(weekly, BERLIN, Interval(day, day + timedelta(days=70)), None)
    assert len(weekly.runs) <= 64


@pytest.mark.parametrize("on", [date(1, 1, 5), date(9999, 12, 26)])
def test_the_ends_of_the_calendar_have_openings(on: date) -> None:
    weekly = Schedule((BERLIN,), tuple(WeeklyRule(1, day, 540, 600) for day in range(7)))
    start = datetime(on.year, on.month, on.day, tzinfo=UTC)
    assert len(looked_up(weekly, BERLIN, Interval(start, start + timedelta(days=1)), None)) == 1
