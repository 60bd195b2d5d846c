"""Which window a search means: instants as they are, dates as days of a place. Pure."""

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema

from praxis.kit.errors import Told
from praxis.kit.intervals import Interval
from praxis.kit.schemas import parse_date, parse_instant
from praxis.kit.wall_time import MINUTES_PER_DAY, resolve
from praxis.scheduling.slots.errors import WindowTooLong

DEFAULT_LENGTH = timedelta(days=14)
DATE_LENGTH = len("2027-01-05")


def _instant_or_date(value: object) -> datetime | date:
    if isinstance(value, str) and len(value) <= DATE_LENGTH:
        return parse_date(value)
    return parse_instant(value)


InstantOrDate = Annotated[
    datetime | date,
    BeforeValidator(_instant_or_date),
    WithJsonSchema(
        {
            "type": "string",
            "description": "an instant with its offset, or a date",
            "anyOf": [{"format": "date-time"}, {"format": "date"}],
        }
    ),
]


def choose_window(
    since: datetime | date | None,
    until: datetime | date | None,
    zone: ZoneInfo,
    now: datetime,
    longest: timedelta,
    *,
    margin: timedelta = timedelta(0),
) -> Interval:
    """The window from `since` (now when absent) until `until` (14 days when absent).

    A date stands for its beginning as `since` and for its end as `until`, in `zone`. With a
    `margin` on both ends it holds the window whatever the zone is. Raises `WindowTooLong`.
    """
    start = now if since is None else _resolve(since, 0, zone)
    end = start + DEFAULT_LENGTH if until is None else _resolve(until, MINUTES_PER_DAY, zone)
    window = Interval(start - margin, end + margin)
    if window.is_empty or _length(window, zone) > longest + 2 * margin:
        raise WindowTooLong(
            Told("`to` must come after `from`, by {days} days at most.").fill(days=longest.days),
            pointer="/query/to",
        )
    return window


def _resolve(value: datetime | date, minute: int, zone: ZoneInfo) -> datetime:
    return value if isinstance(value, datetime) else resolve(value, minute, zone)


def _length(window: Interval, zone: ZoneInfo) -> timedelta:
    """How long it is; an hour that a change of the clocks adds does not count."""
    start, end = (instant.astimezone(zone).replace(tzinfo=None) for instant in window)
    return min(window.duration, end - start)
