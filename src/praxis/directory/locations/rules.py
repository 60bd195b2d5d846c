from datetime import date, timedelta

from praxis.directory.locations.errors import BadPeriod, UnknownHolidays
from praxis.directory.locations.holidays import has_calendar

LONGEST_PERIOD = timedelta(days=3 * 366)
# What moves free times; a new name or telephone number does not.
MOVES_TIMES = frozenset({"time_zone", "country", "subdivision", "active"})


def check_calendar(country: str | None, subdivision: str | None) -> None:
    """Raise `UnknownHolidays` if public holidays are asked for that nobody knows."""
    if country is None and subdivision is not None:
        raise UnknownHolidays(pointer="/subdivision")
    if country is None or has_calendar(country, subdivision):
        return
    part = subdivision is not None and has_calendar(country, None)
    raise UnknownHolidays(pointer="/subdivision" if part else "/country")


def check_period(first: date, last: date) -> None:
    """Raise `BadPeriod` unless the days are in order and few enough to list."""
    if not timedelta(0) <= last - first <= LONGEST_PERIOD:
        raise BadPeriod(pointer="/query/to")
