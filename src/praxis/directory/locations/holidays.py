"""The dates on which a location is closed by law or by decision of the practice. Pure."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol


class HolidayDay(NamedTuple):
    on: date
    name: str


class Decision(Protocol):
    """What the practice says of one date: closed under a name, or open whatever the calendar."""

    @property
    def on(self) -> date: ...
    @property
    def name(self) -> str: ...
    @property
    def open(self) -> bool: ...


def holidays_between(
    country: str | None,
    subdivision: str | None,
    overrides: Iterable[Decision],
    first: date,
    last: date,
) -> list[HolidayDay]:
    """Return the days from `first` to `last`, both included, on which a location is closed, sorted.

    Names are in English where the calendar of the country has them. Without a country only the
    practice's own decisions count.
    """
    names = {day.on: day.name for day in public_holidays(country, subdivision, first, last)}
    for decision in overrides:
        if decision.open:
            names.pop(decision.on, None)
        elif first <= decision.on <= last:
            names[decision.on] = decision.name
    return [HolidayDay(on, names[on]) for on in sorted(names)]


def public_holidays(
    country: str | None, subdivision: str | None, first: date, last: date
) -> list[HolidayDay]:
    """Return the public holidays of a country or its part, without decisions of the practice."""
    if country is None:
        return []
    return [
        day
        for year in range(first.year, last.year + 1)
        for day in _holidays_of_year(country, subdivision, year)
        if first <= day.on <= last
    ]


def has_calendar(country: str, subdivision: str | None) -> bool:
    """Return whether the public holidays of this country, and this part of it, are known."""
    try:
        _holidays_of_year(country, subdivision, 2025)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=4096)
def _holidays_of_year(country: str, subdivision: str | None, year: int) -> tuple[HolidayDay, ...]:
    # Not at the top: the package takes a sixth of a second, which a start without locations saves.
    from holidays import country_holidays  # noqa: PLC0415 -- see above

    calendar = country_holidays(country, subdiv=subdivision, years=year, language="en_US")
    return tuple(HolidayDay(on, name) for on, name in sorted(calendar.items()))
