"""When one doctor works, as plain values: what the tables hold, without the tables.

Minutes are minutes of the local day of a place (0 to 1440); dates are dates of its calendar.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from praxis.kit.intervals import Interval

ExceptionKind = Literal["extra", "hours", "closed"]


@dataclass(frozen=True, slots=True)
class Place:
    """A location, as far as time is concerned."""

    location_id: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """Hours that come back every week, or every n weeks.

    Weeks are ISO weeks, counted from the one that holds `valid_from` (without one, from the
    first week of the calendar). An empty set of visit types means all of them.
    """

    location_id: int
    weekday: int
    start_minute: int
    end_minute: int
    valid_from: date | None = None
    valid_until: date | None = None
    every_n_weeks: int = 1
    visit_type_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DateException:
    """One date that differs, at one location or (None) at all of them.

    `closed` closes the date and wins over the others, `hours` replaces its weekly hours (several
    rows are several periods), `extra` adds to them. Without minutes, hours and extra run from
    midnight to midnight.
    """

    location_id: int | None
    on: date
    kind: ExceptionKind
    start_minute: int | None = None
    end_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Absence at every location, first to last date included.

    With minutes it is that part of each day in the range.
    """

    first_on: date
    last_on: date
    start_minute: int | None = None
    end_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday closes weekly hours; explicit exceptions of the doctor stay open."""

    location_id: int
    on: date
    name: str


class Run(NamedTuple):
    """An `Opening` of one place whose instants are ticks (see `kit.ticks`)."""

    start: int
    end: int
    closes_at: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything that says when one doctor works. A rule counts only where its place is listed."""

    places: tuple[Place, ...]
    rules: tuple[WeeklyRule, ...] = ()
    exceptions: tuple[DateException, ...] = ()
    leaves: tuple[Leave, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    # What `availability.runs` has worked out of it, by place, visit type and stretch of time.
    runs: dict[tuple[int, int | None, int], list[Run]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )


class Opening(NamedTuple):
    """One run of the slot grid, which begins at `period.start`; leave is not yet taken off.

    Visits start within `period` and end by `closes_at`. The two ends differ only where a date
    that is open from midnight to midnight follows: such a date begins its grid anew, while the
    doors stay open.
    """

    location_id: int
    period: Interval
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Closure:
    """What keeps an instant closed that would be open otherwise; all None: there are no hours.

    `rule` is a weekly rule that covers the instant for other visit types only.
    """

    exception: DateException | None = None
    holiday: Holiday | None = None
    rule: WeeklyRule | None = None
