from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis.reporting.errors import PeriodBackwards, PeriodOutOfRange, PeriodTooLong
from praxis.reporting.periods import Period, choose_period, days_of, month_of, segments

TODAY = date(2027, 1, 4)
ZONES = (
    *("Asia/Dhaka", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
    *("America/Havana", "Asia/Beirut", "Pacific/Apia", "Africa/Casablanca", "America/Nuuk"),
)
dates = st.dates(date(2001, 1, 1), date(2095, 1, 1))
periods = st.builds(
    lambda first, length: Period(first, first + timedelta(days=length)), dates, st.integers(0, 800)
)


def test_without_days_it_is_the_present_month() -> None:
    assert choose_period(None, None, TODAY) == Period(date(2027, 1, 1), date(2027, 1, 31))
    assert month_of(date(2024, 2, 7)) == Period(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (date(2027, 1, 2), date(2027, 1, 1), PeriodBackwards),
        (date(2024, 2, 29), date(2029, 3, 1), PeriodTooLong),
        (date(2020, 5, 1), date(2025, 5, 1), PeriodTooLong),
        (date(1999, 12, 31), date(2000, 1, 1), PeriodOutOfRange),
        (date(2100, 12, 1), date(2101, 1, 1), PeriodOutOfRange),
    ],
)
def test_impossible_ones_are_refused(first: date, last: date, error: type[Exception]) -> None:
    with pytest.raises(error):
        choose_period(first, last, TODAY)


def test_five_years_are_the_longest() -> None:
    for first, last in (
        (date(2020, 5, 1), date(2025, 4, 30)),
        (date(2024, 2, 29), date(2029, 2, 28)),
    ):
        assert choose_period(first, last, TODAY) == Period(first, last)


@given(periods)
def test_whole_months_and_the_rest_are_all_days_once(period: Period) -> None:
    whole = period.whole_months()
    days = [on for month in whole for on in month_of(month).dates()]
    days += [on for rest in days_of(period, whole) for on in rest.dates()]
    assert sorted(days) == list(period.dates())


@given(periods, st.sampled_from(ZONES))
def test_segments_are_the_window_with_the_clock_of_the_place(period: Period, name: str) -> None:
    zone = ZoneInfo(name)
    found = segments(period, zone)
    assert (found[0].start, found[-1].end) == tuple(period.window(zone))
    for one, following in pairwise(found):
        assert one.end == following.start
        assert one.offset != following.offset
    for start, end, offset in found:
        assert start < end
        for at in (start, start + (end - start) / 2, end - timedelta(seconds=1)):
            assert at.astimezone(zone).utcoffset() == offset


def test_a_day_of_changed_clocks_is_cut_at_the_change() -> None:
    night = Period(date(2026, 10, 25), date(2026, 10, 25))
    summer, winter = segments(night, ZoneInfo("Europe/Berlin"))
    assert summer.start == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert summer.end == winter.start == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert winter.end == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert (summer.offset, winter.offset) == (timedelta(hours=2), timedelta(hours=1))
