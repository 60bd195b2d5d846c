from datetime import date

import pytest

from praxis.directory.locations.errors import BadPeriod, UnknownHolidays
from praxis.directory.locations.rules import check_calendar, check_period


@pytest.mark.parametrize(
    ("country", "subdivision"), [(None, None), ("BD", None), ("DE", "BE"), ("US", "NY")]
)
def test_known_calendars_are_accepted(country: str | None, subdivision: str | None) -> None:
    check_calendar(country, subdivision)


@pytest.mark.parametrize(
    ("country", "subdivision", "pointer"),
    [
        ("XX", None, "/country"),
        ("XX", "BE", "/country"),
        ("DE", "ZZ", "/subdivision"),
        (None, "BE", "/subdivision"),
    ],
)
def test_unknown_calendars_are_pointed_at(
    country: str | None, subdivision: str | None, pointer: str
) -> None:
    with pytest.raises(UnknownHolidays) as refused:
        check_calendar(country, subdivision)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize("last", [date(2027, 1, 1), date(2030, 1, 3)])
def test_period_of_one_day_to_three_years_is_listed(last: date) -> None:
    check_period(date(2027, 1, 1), last)


@pytest.mark.parametrize("last", [date(2026, 12, 31), date(2030, 1, 4)])
def test_period_backwards_or_too_long_is_refused(last: date) -> None:
    with pytest.raises(BadPeriod):
        check_period(date(2027, 1, 1), last)
