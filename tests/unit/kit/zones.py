"""The zones of the tests and the moments at which their clocks are changed."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONES = (
    "Africa/Casablanca",  # back an hour for Ramadan
    "America/New_York",
    "America/Nuuk",  # changes around midnight
    "America/St_Johns",
    "Asia/Dhaka",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # half an hour
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
)

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
LAST = datetime(2029, 1, 1, tzinfo=UTC)


@lru_cache
def changes(name: str) -> tuple[datetime, ...]:
    """Every instant from 2025 to 2028 at which the clocks of the zone are changed."""
    zone = ZoneInfo(name)
    found = []
    day = FIRST
    while day < LAST:
        following = day + timedelta(days=1)
        if _offset(day, zone) != _offset(following, zone):
            minutes = (day + timedelta(minutes=m) for m in range(24 * 60 + 1))
            found.append(next(at for at in minutes if _offset(at, zone) != _offset(day, zone)))
        day = following
    return tuple(found)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()


ALL_CHANGES = [(name, change) for name in ZONES for change in changes(name)]


def days_of_change(name: str) -> list[date]:
    zone = ZoneInfo(name)
    return [change.astimezone(zone).date() for change in changes(name)]
