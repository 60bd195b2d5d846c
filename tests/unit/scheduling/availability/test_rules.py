from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import (
    DateException,
    Holiday,
    Leave,
    Place,
    Schedule,
    WeeklyRule,
)
from praxis.scheduling.availability.rules import (
    find_closure,
    leave_periods,
    leaves_touching,
    openings,
)

DHAKA = ZoneInfo("Asia/Dhaka")
BERLIN = ZoneInfo("Europe/Berlin")
HERE = Place(1, DHAKA)
MONDAY = date(2026, 5, 4)
EID = Holiday(1, MONDAY, "Eid")
MORNING = WeeklyRule(1, 0, 9 * 60, 12 * 60)
AFTERNOON = WeeklyRule(1, 0, 14 * 60, 17 * 60)
CLINIC = Schedule((HERE,), (MORNING, AFTERNOON))


def day(on: date, days: int = 1, zone: ZoneInfo = DHAKA) -> Interval:
    start = datetime(on.year, on.month, on.day, tzinfo=zone)
    return Interval.of(start, start + timedelta(days=days))


def shown(schedule: Schedule, window: Interval, visit_type_id: int | None = 7) -> list[str]:
    """Openings as the clocks of their place show them."""
    zones = {place.location_id: place.zone for place in schedule.places}
    return [
        " to ".join(
            instant.astimezone(zones[opening.location_id]).strftime("%a %H:%M")
            for instant in opening.period
        )
        for opening in openings(schedule, window, visit_type_id)
    ]


def test_hours_of_the_week_come_on_their_day() -> None:
    assert shown(CLINIC, day(MONDAY)) == ["Mon 09:00 to Mon 12:00", "Mon 14:00 to Mon 17:00"]
    assert shown(CLINIC, day(date(2026, 5, 5), 6)) == []
    assert len(openings(CLINIC, day(MONDAY, 21), 7)) == 6


def test_an_opening_is_given_whole_even_if_the_window_holds_a_part() -> None:
    start = datetime(2026, 5, 4, 10, tzinfo=DHAKA)
    window = Interval.of(start, start + timedelta(minutes=1))
    assert shown(CLINIC, window) == ["Mon 09:00 to Mon 12:00"]


def test_periods_that_touch_or_overlap_are_one_opening() -> None:
    touching = replace(CLINIC, rules=(MORNING, WeeklyRule(1, 0, 720, 780)))
    assert shown(touching, day(MONDAY)) == ["Mon 09:00 to Mon 13:00"]
    overlapping = replace(CLINIC, rules=(WeeklyRule(1, 0, 600, 800), MORNING))
    assert shown(overlapping, day(MONDAY)) == ["Mon 09:00 to Mon 13:20"]


def test_a_night_shift_is_one_opening_from_whichever_day_it_is_seen() -> None:
    night = replace(CLINIC, rules=(WeeklyRule(1, 0, 1320, 1440), WeeklyRule(1, 1, 0, 360)))
    for on in (MONDAY, MONDAY + timedelta(days=1)):
        assert shown(night, day(on)) == ["Mon 22:00 to Tue 06:00"]
    late = datetime(2026, 5, 4, 23, tzinfo=DHAKA)
    window = Interval.of(late, late + timedelta(minutes=5))
    assert shown(night, window) == ["Mon 22:00 to Tue 06:00"]


def test_a_date_open_from_midnight_to_midnight_begins_a_grid_of_its_own() -> None:
    rules = (WeeklyRule(1, 0, 1200, 1440), WeeklyRule(1, 1, 0, 1440), WeeklyRule(1, 2, 0, 120))
    schedule = replace(CLINIC, rules=rules)
    window = day(MONDAY, 3)
    assert shown(schedule, window) == ["Mon 20:00 to Tue 00:00", "Tue 00:00 to Wed 02:00"]
    closing = datetime(2026, 5, 6, 2, tzinfo=DHAKA)
    assert {opening.closes_at for opening in openings(schedule, window, 7)} == {closing}


def test_a_practice_that_never_closes_has_the_same_grid_in_every_window() -> None:
    always = replace(CLINIC, rules=tuple(WeeklyRule(1, n, 0, 1440) for n in range(7)))
    assert shown(always, day(MONDAY, 2))[1] == shown(always, day(MONDAY + timedelta(days=1)))[0]


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "open_on_monday"),
    [
        (MONDAY, None, True),
        (MONDAY + timedelta(days=1), None, False),
        (None, MONDAY, True),
        (None, MONDAY - timedelta(days=1), False),
    ],
)
def test_first_and_last_day_of_validity_count(
    valid_from: date | None, valid_until: date | None, open_on_monday: bool
) -> None:
    rule = replace(MORNING, valid_from=valid_from, valid_until=valid_until)
    assert bool(shown(Schedule((HERE,), (rule,)), day(MONDAY))) == open_on_monday


@pytest.mark.parametrize(
    ("valid_from", "weeks"),
    [
        (date(2026, 5, 4), [0, 2, 4]),
        (date(2026, 4, 26), [0, 2, 4]),
        (date(2026, 4, 27), [1, 3]),
        (date(2026, 4, 29), [1, 3]),
        (date(2026, 4, 24), [0, 2, 4]),
        (date(2025, 12, 31), [0, 2, 4]),
    ],
)
def test_every_second_week_counts_from_the_iso_week_of_its_first_day(
    valid_from: date, weeks: list[int]
) -> None:
    rule = replace(MORNING, valid_from=valid_from, every_n_weeks=2)
    schedule = Schedule((HERE,), (rule,))
    found = [n for n in range(5) if shown(schedule, day(MONDAY + timedelta(weeks=n)))]
    assert found == weeks


def test_a_rule_for_some_visit_types_opens_for_those_only() -> None:
    schedule = Schedule((HERE,), (replace(MORNING, visit_type_ids=frozenset({7})),))
    assert shown(schedule, day(MONDAY), 7)
    assert not shown(schedule, day(MONDAY), 8)
    assert shown(schedule, day(MONDAY), None)


EXTRA = DateException(1, MONDAY, "extra", 18 * 60, 19 * 60)
HOURS = DateException(1, MONDAY, "hours", 10 * 60, 11 * 60)
LATE_HOURS = DateException(1, MONDAY, "hours", 20 * 60, 21 * 60)
CLOSED = DateException(1, MONDAY, "closed")


@pytest.mark.parametrize(
    ("exceptions", "holidays", "expected"),
    [
        ((EXTRA,), (), ["09:00", "14:00", "18:00"]),
        ((HOURS, LATE_HOURS), (), ["10:00", "20:00"]),
        ((HOURS, EXTRA), (), ["10:00", "18:00"]),
        ((CLOSED,), (), []),
        ((CLOSED, EXTRA, HOURS), (), []),
        ((replace(CLOSED, location_id=None), EXTRA), (), []),
        ((replace(CLOSED, location_id=2),), (), ["09:00", "14:00"]),
        ((replace(HOURS, location_id=None),), (), ["10:00"]),
        ((replace(HOURS, on=MONDAY + timedelta(days=7)),), (), ["09:00", "14:00"]),
        ((), (EID,), []),
        ((), (replace(EID, location_id=2),), ["09:00", "14:00"]),
        ((EXTRA,), (EID,), ["18:00"]),
        ((HOURS,), (EID,), ["10:00"]),
        ((HOURS, CLOSED), (EID,), []),
    ],
)
def test_exceptions_and_holidays_change_one_date(
    exceptions: tuple[DateException, ...], holidays: tuple[Holiday, ...], expected: list[str]
) -> None:
    schedule = replace(CLINIC, exceptions=exceptions, holidays=holidays)
    assert [text[4:9] for text in shown(schedule, day(MONDAY))] == expected


def test_locations_keep_their_own_clocks_and_openings() -> None:
    both = Schedule((HERE, Place(2, BERLIN)), (MORNING, replace(MORNING, location_id=2)))
    found = openings(both, day(MONDAY, 2), 7)
    assert [(o.location_id, o.period.start.hour) for o in found] == [(1, 3), (2, 7)]


def test_hours_grow_and_shrink_with_the_day_on_which_clocks_are_changed() -> None:
    early = WeeklyRule(1, 6, 60, 240)
    schedule = Schedule((Place(1, BERLIN),), (early,))
    for on, hours in ((date(2026, 3, 29), 2), (date(2026, 10, 25), 4)):
        (opening,) = openings(schedule, day(on, zone=BERLIN), 7)
        assert opening.period.duration == timedelta(hours=hours)


def test_hours_wholly_inside_a_skipped_hour_do_not_open() -> None:
    schedule = Schedule((Place(1, BERLIN),), (WeeklyRule(1, 6, 120, 180),))
    assert openings(schedule, day(date(2026, 3, 29), zone=BERLIN), 7) == []


def test_leave_of_whole_days_runs_from_midnight_to_midnight_of_the_place() -> None:
    leave = Leave(MONDAY, MONDAY + timedelta(days=1))
    for zone in (DHAKA, BERLIN):
        assert leave_periods([leave], zone, day(MONDAY, 1, zone)) == [day(MONDAY, 2, zone)]


def test_leave_of_hours_comes_on_each_day_of_its_range() -> None:
    leave = Leave(MONDAY, date.max, 600, 660)
    window = day(MONDAY, 3)
    inside = [p for p in leave_periods([leave], DHAKA, window) if p.overlaps(window)]
    assert [p.start.astimezone(DHAKA).strftime("%a %H:%M") for p in inside] == [
        "Mon 10:00",
        "Tue 10:00",
        "Wed 10:00",
    ]
    assert all(p.duration == timedelta(hours=1) for p in inside)


def test_leave_for_ever_is_cut_to_the_window_and_leave_elsewhere_is_not_seen() -> None:
    assert leave_periods([Leave(date.min, date.max)], DHAKA, day(MONDAY))[0].encloses(day(MONDAY))
    assert leave_periods([Leave(date(2026, 6, 1), date.max)], DHAKA, day(MONDAY)) == []


def test_each_leave_in_the_way_is_named() -> None:
    away, elsewhere = Leave(MONDAY, MONDAY), Leave(date(2026, 5, 6), date(2026, 5, 6))
    assert leaves_touching([away, elsewhere], DHAKA, day(MONDAY)) == [(away, day(MONDAY))]


def at(hour: int, on: date = MONDAY) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=DHAKA).astimezone(UTC)


def test_what_is_open_has_no_closure() -> None:
    assert find_closure(CLINIC, HERE, at(9), 7) is None
    assert find_closure(CLINIC, HERE, at(12), 7) is not None


def test_a_closure_names_what_would_have_to_go() -> None:
    holiday = replace(CLINIC, holidays=(EID,))
    closed = find_closure(holiday, HERE, at(9), 7)
    assert closed is not None
    assert closed.holiday == EID
    for row in (CLOSED, LATE_HOURS):
        closed = find_closure(replace(holiday, exceptions=(row,)), HERE, at(9), 7)
        assert closed is not None
        assert (closed.exception, closed.holiday) == (row, None)
    extra_in_vain = replace(CLINIC, exceptions=(EXTRA, CLOSED))
    closed = find_closure(extra_in_vain, HERE, at(18), 7)
    assert closed is not None
    assert closed.exception == CLOSED


def test_a_closure_at_an_hour_without_hours_blames_nothing() -> None:
    busy = replace(CLINIC, holidays=(EID,), exceptions=(CLOSED,))
    closed = find_closure(busy, HERE, at(22), 7)
    assert closed is not None
    assert (closed.exception, closed.holiday, closed.rule) == (None, None, None)


def test_a_closure_names_the_rule_that_is_for_other_visits() -> None:
    rule = replace(MORNING, visit_type_ids=frozenset({8}))
    closed = find_closure(Schedule((HERE,), (rule,)), HERE, at(9), 7)
    assert closed is not None
    assert closed.rule == rule
