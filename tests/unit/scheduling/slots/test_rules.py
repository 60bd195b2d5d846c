from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from praxis.kit.intervals import TICK, Interval
from praxis.scheduling.availability.model import (
    DateException,
    Holiday,
    Leave,
    Place,
    Schedule,
    WeeklyRule,
)
from praxis.scheduling.slots.model import (
    EmptyReason,
    Pool,
    PooledResource,
    SlotQuery,
    Taken,
    VisitPolicy,
)
from praxis.scheduling.slots.rules import is_offered, search
from tests.unit.scheduling.slots.day import BERLIN, MONDAY, NOW, QUERY, at, taken, window


def starts(query: SlotQuery) -> list[str]:
    return [o.period.start.astimezone(BERLIN).strftime("%H:%M") for o in search(query).offers]


def with_policy(query: SlotQuery, **changes: timedelta) -> SlotQuery:
    return replace(query, policy=replace(query.policy, **changes))


def test_a_free_morning_is_cut_by_the_interval() -> None:
    assert starts(QUERY) == ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15", "10:30"]
    assert search(QUERY).empty_reason is None


def test_the_grid_begins_with_the_opening_not_with_the_hour() -> None:
    rule = WeeklyRule(1, 0, 9 * 60 + 10, 10 * 60)
    odd = replace(QUERY, schedule=replace(QUERY.schedule, rules=(rule,)))
    assert starts(odd) == ["09:10", "09:25"]


@pytest.mark.parametrize(
    ("claim", "gone"),
    [
        (taken("09:30", "10:00"), {"09:15", "09:30", "09:45"}),
        (taken("09:40", "09:50"), {"09:15", "09:30", "09:45"}),
        (taken("08:00", "09:00"), set()),
        (taken("11:00", "12:00"), set()),
        (taken("08:00", "09:01"), {"09:00"}),
    ],
)
def test_a_claim_takes_every_start_that_would_overlap_it(claim: Taken, gone: set[str]) -> None:
    booked = replace(QUERY, taken=(claim,))
    assert set(starts(QUERY)) - set(starts(booked)) == gone


def test_overlap_by_the_smallest_instant_counts_and_touching_does_not() -> None:
    edge = Taken(Interval(at("10:00") - TICK, at("10:15")), "visit", 1)
    assert not is_offered(replace(QUERY, taken=(edge,)), at("09:30"))
    assert is_offered(replace(QUERY, taken=(taken("10:00", "10:15"),)), at("09:30"))


def test_buffers_keep_their_distance_from_claims_but_not_from_the_door() -> None:
    booked = replace(QUERY, taken=(taken("09:45", "10:00"),))
    buffered = with_policy(
        booked, buffer_before=timedelta(minutes=10), buffer_after=timedelta(minutes=20)
    )
    assert starts(buffered) == ["10:15", "10:30"]
    assert starts(with_policy(QUERY, buffer_before=timedelta(hours=1))) == starts(QUERY)


def test_claims_may_come_in_any_order_and_overlap() -> None:
    claims = (taken("10:15", "11:00"), taken("09:00", "09:30"), taken("09:10", "09:35"))
    assert starts(replace(QUERY, taken=claims)) == ["09:45"]


def test_notice_and_horizon_include_their_bounds() -> None:
    noticed = replace(
        with_policy(QUERY, minimum_notice=timedelta(hours=1), horizon=timedelta(hours=2)),
        now=at("08:15"),
    )
    assert starts(noticed) == ["09:15", "09:30", "09:45", "10:00", "10:15"]
    assert starts(replace(noticed, now=at("08:15") + TICK))[0] == "09:30"


def test_whom_notice_and_horizon_do_not_bind_may_have_the_past() -> None:
    free = with_policy(QUERY, minimum_notice=timedelta.min, horizon=timedelta.max)
    assert starts(replace(free, now=at("23:00"))) == starts(QUERY)


def test_starts_lie_in_the_window_and_visits_may_end_after_it() -> None:
    assert starts(replace(QUERY, window=window("09:15", "09:45"))) == ["09:15", "09:30"]


def test_leave_takes_the_visits_that_touch_it() -> None:
    away = replace(QUERY.schedule, leaves=(Leave(MONDAY, MONDAY, 600, 630),))
    assert starts(replace(QUERY, schedule=away)) == ["09:00", "09:15", "09:30", "10:30"]
    buffered = with_policy(replace(QUERY, schedule=away), buffer_after=timedelta(minutes=30))
    assert "09:30" in starts(buffered)


def room(number: int, *claims: Taken) -> PooledResource:
    return PooledResource(number, f"Room {number}", claims)


def test_one_free_room_throughout_is_enough_but_two_halves_are_not() -> None:
    first, second = room(1, taken("09:00", "10:00")), room(2, taken("10:00", "11:00"))
    pooled = replace(QUERY, pools=(Pool("room", {1: (first, second)}),))
    assert starts(pooled) == ["09:00", "09:15", "09:30", "10:00", "10:15", "10:30"]


def test_two_of_a_kind_must_both_be_free() -> None:
    rooms = (room(1, taken("09:00", "10:00")), room(2), room(3, taken("09:30", "11:00")))
    assert starts(replace(QUERY, pools=(Pool("room", {1: rooms}, needed=2),))) == [
        "09:00",
        "10:00",
        "10:15",
        "10:30",
    ]


def test_a_location_without_the_resource_offers_nothing() -> None:
    for by_location in ({}, {1: ()}, {2: (room(1),)}):
        search_there = search(replace(QUERY, pools=(Pool("room", by_location),)))
        assert search_there.empty_reason == EmptyReason.FULLY_BOOKED


def test_every_need_counts() -> None:
    free, busy = (
        Pool("room", {1: (room(1),)}),
        Pool("scanner", {1: (room(2, taken("09:00", "10:30")),)}),
    )
    assert starts(replace(QUERY, pools=(free, busy))) == ["10:30"]


def test_offers_of_several_locations_come_by_time() -> None:
    schedule = Schedule(
        (Place(2, BERLIN), Place(1, BERLIN)),
        (WeeklyRule(1, 0, 540, 600), WeeklyRule(2, 0, 555, 600)),
    )
    both = replace(QUERY, schedule=schedule, location_id=None)
    found = [(o.period.start, o.location_id) for o in search(both).offers]
    assert found == [
        (at("09:00"), 1),
        (at("09:15"), 1),
        (at("09:15"), 2),
        (at("09:30"), 1),
        (at("09:30"), 2),
    ]
    assert is_offered(both, at("09:00"))
    assert not is_offered(both, at("09:00"), location_id=2)
    assert {o.location_id for o in search(replace(both, location_id=2)).offers} == {2}


def test_nothing_is_offered_in_an_hour_that_does_not_exist() -> None:
    night = Schedule((Place(1, BERLIN),), (WeeklyRule(1, 6, 60, 270),))
    start = datetime(2026, 3, 29, tzinfo=BERLIN)
    window_of_sunday = Interval.of(start, start + timedelta(hours=12))
    now = start.astimezone(UTC) - timedelta(days=1)
    sunday = replace(QUERY, schedule=night, window=window_of_sunday, now=now)
    before = ["01:00", "01:15", "01:30", "01:45"]
    assert starts(sunday) == [*before, "03:00", "03:15", "03:30", "03:45", "04:00"]


def test_a_visit_may_pass_midnight_into_a_date_that_is_open_throughout() -> None:
    rules = (WeeklyRule(1, 0, 1380, 1440), WeeklyRule(1, 1, 0, 1440))
    night = replace(QUERY, schedule=replace(QUERY.schedule, rules=rules))
    late = replace(night, window=Interval(at("23:30"), at("23:30") + timedelta(hours=1)))
    assert starts(late) == ["23:30", "23:45", "00:00", "00:15"]


def test_a_practice_that_never_closes_agrees_with_itself_for_odd_intervals() -> None:
    always = tuple(WeeklyRule(1, n, 0, 1440) for n in range(7))
    query = with_policy(
        replace(QUERY, schedule=replace(QUERY.schedule, rules=always)),
        interval=timedelta(minutes=50),
    )
    week = replace(query, window=Interval(NOW, NOW + timedelta(days=7)))
    offers = search(week).offers
    assert len(offers) > 190
    assert all(is_offered(week, offer.period.start) for offer in offers)


def test_a_visit_of_two_days_is_offered_and_leave_on_its_last_day_counts() -> None:
    always = tuple(WeeklyRule(1, n, 0, 1440) for n in range(7))
    schedule = replace(QUERY.schedule, rules=always)
    long = with_policy(replace(QUERY, schedule=schedule), duration=timedelta(days=2))
    assert is_offered(long, at("12:00"))
    last_day = MONDAY + timedelta(days=2)
    away = replace(schedule, leaves=(Leave(last_day, last_day, 0, 60),))
    assert not is_offered(replace(long, schedule=away), at("12:00"))


def empty(query: SlotQuery) -> EmptyReason | None:
    found = search(query)
    assert not found.offers
    return found.empty_reason


TUESDAY = replace(
    QUERY, window=Interval(at("09:00") + timedelta(days=1), at("11:00") + timedelta(days=1))
)
HOLIDAY = (Holiday(1, MONDAY, "Labour Day"),)
AWAY = (Leave(MONDAY, MONDAY),)
FULL = (taken("09:00", "11:00"),)


def scheduled(
    query: SlotQuery = QUERY,
    *,
    leaves: tuple[Leave, ...] = (),
    holidays: tuple[Holiday, ...] = (),
    exceptions: tuple[DateException, ...] = (),
) -> SlotQuery:
    schedule = replace(query.schedule, leaves=leaves, holidays=holidays, exceptions=exceptions)
    return replace(query, schedule=schedule)


CLOSED = (DateException(1, MONDAY, "closed"),)


@pytest.mark.parametrize(
    ("case", "query", "reason"),
    [
        ("another weekday", TUESDAY, "no_hours"),
        ("no place at all", replace(QUERY, location_id=9), "no_hours"),
        ("closed by the doctor", scheduled(exceptions=CLOSED), "no_hours"),
        ("closed before holiday", scheduled(exceptions=CLOSED, holidays=HOLIDAY), "no_hours"),
        ("a holiday", scheduled(holidays=HOLIDAY), "holiday"),
        ("holiday before leave", scheduled(holidays=HOLIDAY, leaves=AWAY), "holiday"),
        ("leave", scheduled(leaves=AWAY), "on_leave"),
        ("leave before claims", replace(scheduled(leaves=AWAY), taken=FULL), "on_leave"),
        ("longer than the day", with_policy(QUERY, duration=timedelta(hours=3)), "gap_too_short"),
        ("between two starts", replace(QUERY, window=window("09:01", "09:14")), "gap_too_short"),
        ("wholly in the past", replace(QUERY, now=at("12:00")), "outside_notice"),
        (
            "all starts past, the day not over",
            replace(QUERY, now=at("12:00"), window=window("08:00", "18:00")),
            "outside_notice",
        ),
        ("beyond the horizon", with_policy(QUERY, horizon=timedelta(hours=1)), "outside_horizon"),
        (
            "all starts beyond the horizon",
            replace(
                with_policy(QUERY, horizon=timedelta(hours=1)),
                now=at("07:30"),
                window=window("08:00", "18:00"),
            ),
            "outside_horizon",
        ),
        (
            "some too soon and some too late",
            replace(with_policy(QUERY, horizon=timedelta(minutes=5)), now=at("09:20")),
            "outside_notice",
        ),
        ("no minute free", replace(QUERY, taken=FULL), "fully_booked"),
        ("some minutes free", replace(QUERY, taken=(taken("09:20", "10:45"),)), "gap_too_short"),
        (
            "no room",
            replace(QUERY, pools=(Pool("room", {1: (room(1, *FULL),)}),)),
            "fully_booked",
        ),
    ],
)
def test_an_empty_answer_names_its_reason(case: str, query: SlotQuery, reason: str) -> None:
    assert empty(query) == reason, case


def test_the_ends_of_the_calendar_are_answered() -> None:
    last = datetime(9999, 12, 31, tzinfo=UTC)
    first = datetime(1, 1, 1, tzinfo=UTC)
    for zone in ("Pacific/Apia", "America/New_York"):
        schedule = replace(QUERY.schedule, places=(Place(1, ZoneInfo(zone)),))
        query = replace(QUERY, schedule=schedule)
        hour = timedelta(hours=1)
        assert empty(replace(query, window=Interval(last, last + hour))) == "outside_horizon"
        assert empty(replace(query, window=Interval(first, first + hour))) == "outside_notice"


def test_an_instant_in_another_zone_is_the_same_instant() -> None:
    local = datetime.combine(date(2026, 5, 4), at("09:30").astimezone(BERLIN).time(), tzinfo=BERLIN)
    assert is_offered(QUERY, local)
    assert VisitPolicy(timedelta(1), timedelta(1)).horizon == timedelta.max
