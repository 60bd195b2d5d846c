"""When messages go: quiet hours, and when a reminder is due or too late. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from praxis.kit.wall_time import MINUTES_PER_DAY, local_date, local_minute, resolve

# News of a visit that begins this soon does not wait for the morning.
URGENT = timedelta(hours=12)


class QuietHours(NamedTuple):
    """Minutes after midnight; `until` may be on the next morning.

    Who has named no zone lives by the clocks of the place they visit.
    """

    from_minute: int
    until_minute: int
    zone: ZoneInfo | None = None


def end_of_quiet(quiet: QuietHours | None, now: datetime, place: ZoneInfo) -> datetime | None:
    """When the quiet hours end that `now` lies in, if it does."""
    if quiet is None:
        return None
    zone = quiet.zone or place
    minute, today = local_minute(now, zone), local_date(now, zone)
    over_midnight = quiet.until_minute <= quiet.from_minute
    late = minute >= quiet.from_minute and (over_midnight or minute < quiet.until_minute)
    early = over_midnight and minute < quiet.until_minute
    if not (late or early):
        return None
    day = today + timedelta(days=1) if late and over_midnight else today
    # Where the clocks skip or repeat the end, that instant may have gone by already.
    ends_at = resolve(day, quiet.until_minute, zone)
    return ends_at if ends_at > now else None


def is_urgent(instants: Iterable[datetime], now: datetime) -> bool:
    """Whether one of these is so near that a message about it must not wait."""
    return any(timedelta(0) <= instant - now < URGENT for instant in instants)


def reminder_due(starts_at: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """When a reminder so many minutes before a visit is due.

    Whole days count on the wall: a day before 10:00 is 10:00 of the day before, also when the
    clocks are changed in between.
    """
    days, rest = divmod(minutes, MINUTES_PER_DAY)
    if rest:
        return starts_at.astimezone(UTC) - timedelta(minutes=minutes)
    on = local_date(starts_at, zone) - timedelta(days=days)
    seconds = starts_at.astimezone(zone).second
    return resolve(on, local_minute(starts_at, zone), zone) + timedelta(seconds=seconds)


def is_too_late(due_at: datetime, starts_at: datetime, now: datetime) -> bool:
    """Whether a reminder has been held up until it is no use: for over half of its notice.

    So a late one still goes when a server was down for the night, and when several of one visit
    are late, the last one alone goes.
    """
    due_at = due_at.astimezone(UTC)
    return now - due_at > (starts_at - due_at) / 2
