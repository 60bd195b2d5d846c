"""Which days a report is about, and which instants they are at each place. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from praxis.kit.intervals import Interval
from praxis.kit.wall_time import MINUTES_PER_DAY, local_date, resolve
from praxis.reporting.errors import PeriodBackwards, PeriodOutOfRange, PeriodTooLong

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_YEARS = 5
# A period of up to so many days is shown by days, a longer one by months.
SHOWN_BY_DAYS = 100
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days, both ends included, each by the clock of the place where a visit is."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def by_days(self) -> bool:
        return self.length <= SHOWN_BY_DAYS

    def dates(self) -> Iterator[date]:
        for number in range(self.length):
            yield self.first + timedelta(days=number)

    def months(self) -> list[date]:
        """The first day of each month that the period touches."""
        found = [self.first.replace(day=1)]
        while (following := next_month(found[-1])) <= self.last:
            found.append(following)
        return found

    def whole_months(self) -> list[date]:
        """Of the months that it touches those that it holds from the first day to the last."""
        return [
            month
            for month in self.months()
            if self.first <= month and next_month(month) - _DAY <= self.last
        ]

    def window(self, zone: ZoneInfo) -> Interval:
        """The instants of the period where the clocks show the time of this zone."""
        return Interval(resolve(self.first, 0, zone), resolve(self.last, MINUTES_PER_DAY, zone))


class Segment(NamedTuple):
    """Instants during which the clocks of a place are this far from UTC."""

    start: datetime
    end: datetime
    offset: timedelta


def choose_period(first: date | None, last: date | None, today: date) -> Period:
    """The period asked for; without one the month of `today`, with one end the rest of its month.

    Raises `PeriodBackwards`, `PeriodTooLong` or `PeriodOutOfRange`.
    """
    if first is None:
        first = (last or today).replace(day=1)
    if last is None:
        last = next_month(first) - _DAY
    for on, name in ((first, "from"), (last, "to")):
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise PeriodOutOfRange(pointer=f"/query/{name}")
    if last < first:
        raise PeriodBackwards(pointer="/query/to")
    if last >= years_after(first, LONGEST_YEARS):
        raise PeriodTooLong(pointer="/query/to")
    return Period(first, last)


def month_of(on: date) -> Period:
    first = on.replace(day=1)
    return Period(first, next_month(first) - _DAY)


def next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def previous_month(on: date) -> date:
    return (on.replace(day=1) - _DAY).replace(day=1)


def years_after(on: date, years: int) -> date:
    """The same day so many years later; for a 29th of February the 1st of March."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 3, 1)


def days_of(period: Period, months: list[date]) -> list[Period]:
    """What is left of the period without these whole months of it: the stretches between them."""
    left: list[Period] = []
    begin = period.first
    for month in months:
        if begin < month:
            left.append(Period(begin, month - _DAY))
        begin = next_month(month)
    if begin <= period.last:
        left.append(Period(begin, period.last))
    return left


@lru_cache(maxsize=1024)
def segments(period: Period, zone: ZoneInfo) -> tuple[Segment, ...]:
    """The instants of the period, cut where the clocks of the zone are changed."""
    start, end = period.window(zone)
    found: list[Segment] = []
    begin, at = start, start
    offset = _offset(start, zone)
    while at < end:
        following = min(at + _DAY, end)
        after = _offset(following - _SECOND, zone)
        if after != offset:
            changed = _change(at, following - _SECOND, zone)
            if begin < changed:
                found.append(Segment(begin, changed, offset))
            begin, offset = changed, after
        at = following
    found.append(Segment(begin, end, offset))
    return tuple(found)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101 -- the instant is aware
    return offset


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, to the second, at which the clocks are as they are at `after`."""
    new = _offset(after, zone)
    if _offset(before, zone) == new:
        return before
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // (2 * _SECOND))
        if _offset(middle, zone) == new:
            after = middle
        else:
            before = middle
    return after


def today_in(zone: ZoneInfo, now: datetime) -> date:
    return local_date(now, zone)
