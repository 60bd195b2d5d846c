"""Wall time becomes instants here and nowhere else.

The policy for days on which the clocks are changed is one sentence: *a wall time stands for the
first instant at which the clocks of the place show that time or a later one.* So a time that the
clocks skip is the first instant after the gap, and a time that they show twice is the first of
the two.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTES_PER_DAY = 1440

# Dates are answered a few days short of the ends of Python's calendar, so that neighbours exist.
_FIRST_INSTANT = datetime(1, 1, 4, tzinfo=UTC)
_LAST_INSTANT = datetime(9999, 12, 28, tzinfo=UTC)

_ELAPSED = tuple(timedelta(minutes=minute) for minute in range(MINUTES_PER_DAY + 1))


class InvalidMinuteError(ValueError):
    """A minute of the day lies between 0 and 1440, both included."""


def resolve(on: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) of a minute of the local day.

    `minute` runs from 0 to 1440; 1440 is the next midnight, however long the day is. Raises
    `InvalidMinuteError`.
    """
    if not 0 <= minute <= MINUTES_PER_DAY:
        raise InvalidMinuteError
    midnight = _midnight_of_even_day(on, zone)
    if midnight is None:
        return _first_showing(on, minute, zone)
    return midnight + _ELAPSED[minute]


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Return the date that the calendar of the place shows at an aware instant."""
    return min(max(instant, _FIRST_INSTANT), _LAST_INSTANT).astimezone(zone).date()


def local_minute(instant: datetime, zone: ZoneInfo) -> int:
    """Return the minute of the day (0 to 1439) that the clocks of the place show."""
    shown = instant.astimezone(zone)
    return shown.hour * 60 + shown.minute


@lru_cache(maxsize=32_768)
def _midnight_of_even_day(on: date, zone: ZoneInfo) -> datetime | None:
    """Return the day's first instant if its clocks run evenly for 24 hours, otherwise None."""
    midnight = _first_showing(on, 0, zone)
    offsets = {
        (midnight + timedelta(hours=hour)).astimezone(zone).utcoffset() for hour in range(25)
    }
    shown = midnight.astimezone(zone)
    starts_at_zero = shown.date() == on and shown.time() == time()
    return midnight if starts_at_zero and len(offsets) == 1 else None


@lru_cache(maxsize=8_192)
def _first_showing(on: date, minute: int, zone: ZoneInfo) -> datetime:
    shown = datetime.combine(on, time()) + timedelta(minutes=minute)
    # Of a time shown twice, fold 0 is the first; of a skipped one it counts on from before the
    # gap, which is an instant after the gap, and fold 1 back from after it, which is one before.
    instant = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == shown:
        return instant
    return _change_between(shown.replace(tzinfo=zone, fold=1).astimezone(UTC), instant, zone)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of the one change of the clocks in (before, after], to the second."""
    new_offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after
