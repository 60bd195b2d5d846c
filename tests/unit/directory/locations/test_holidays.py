import subprocess
import sys
from datetime import date
from typing import NamedTuple

import pytest

from praxis.directory.locations.holidays import HolidayDay, has_calendar, holidays_between


class Decided(NamedTuple):
    on: date
    name: str
    open: bool


YEAR = (date(2027, 1, 1), date(2027, 12, 31))


def test_holidays_of_a_country_are_named_in_english() -> None:
    days = holidays_between("DE", None, [], *YEAR)
    assert HolidayDay(date(2027, 10, 3), "German Unity Day") in days
    assert days == sorted(days)


def test_region_adds_its_own_holidays() -> None:
    womens_day = date(2027, 3, 8)
    assert womens_day in {day.on for day in holidays_between("DE", "BE", [], *YEAR)}
    assert womens_day not in {day.on for day in holidays_between("DE", "BY", [], *YEAR)}


@pytest.mark.parametrize(("first", "last"), [(1, 1), (1, 2), (31, 31)])
def test_both_ends_are_included(first: int, last: int) -> None:
    days = holidays_between("DE", None, [], date(2027, 1, first), date(2027, 1, last))
    assert len(days) == (first == 1)


def test_holidays_run_across_the_turn_of_the_year() -> None:
    days = holidays_between("DE", None, [], date(2027, 12, 26), date(2028, 1, 1))
    assert [day.on for day in days] == [date(2027, 12, 26), date(2028, 1, 1)]


def test_practice_may_open_on_a_holiday() -> None:
    new_year = date(2027, 1, 1)
    days = holidays_between("DE", None, [Decided(new_year, "Open house", True)], *YEAR)
    assert new_year not in {day.on for day in days}


def test_practice_may_close_on_any_day_and_rename_a_holiday() -> None:
    decided = [
        Decided(date(2027, 1, 1), "Team day", False),
        Decided(date(2027, 1, 4), "Move", False),
    ]
    days = holidays_between("DE", None, decided, date(2027, 1, 1), date(2027, 1, 5))
    assert days == [
        HolidayDay(date(2027, 1, 1), "Team day"),
        HolidayDay(date(2027, 1, 4), "Move"),
    ]


def test_decision_outside_the_period_is_left_out() -> None:
    decided = [Decided(date(2027, 2, 4), "Move", False)]
    assert not holidays_between(None, None, decided, date(2027, 1, 1), date(2027, 1, 31))


def test_place_without_a_country_has_only_its_own_decisions() -> None:
    decided = [Decided(date(2027, 1, 4), "Move", False)]
    assert holidays_between(None, None, decided, *YEAR) == [HolidayDay(date(2027, 1, 4), "Move")]


@pytest.mark.parametrize("year", [1900, 2199])
def test_years_at_the_ends_of_the_calendar_have_no_fault(year: int) -> None:
    days = holidays_between("BD", None, [], date(year, 1, 1), date(year, 12, 31))
    assert all(day.on.year == year for day in days)


@pytest.mark.parametrize(
    ("country", "subdivision", "known"),
    [
        ("BD", None, True),
        ("DE", "BE", True),
        ("DE", "ZZ", False),
        ("XX", None, False),
        ("US", "NY", True),
    ],
)
def test_known_calendars(country: str, subdivision: str | None, known: bool) -> None:
    assert has_calendar(country, subdivision) is known


def test_package_of_calendars_is_not_loaded_before_it_is_needed() -> None:
    script = (
        "import sys; import praxis.directory.locations.holidays as h; from datetime import date; "
        "h.holidays_between(None, None, [], date(2027, 1, 1), date(2027, 1, 2)); "
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0  # noqa: S603 -- our own interpreter and script
