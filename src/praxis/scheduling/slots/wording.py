"""Causes in a sentence, in the local time of the place. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from praxis.scheduling.slots.model import Cause, CauseCode

TAKEN_BY = {"visit": "a visit", "hold": "a hold", "offer": "an offer", "block": "a block"}

PLAIN = {
    CauseCode.NO_HOURS: "There are no hours for this visit at that time.",
    CauseCode.HOLIDAY: "It is a public holiday.",
    CauseCode.ON_LEAVE: "The doctor is on leave.",
    CauseCode.GAP_TOO_SHORT: "The visit would not end before closing.",
    CauseCode.OUTSIDE_NOTICE: "It is too soon.",
    CauseCode.OUTSIDE_HORIZON: "It is too far ahead.",
    CauseCode.FULLY_BOOKED: "The time is taken.",
    CauseCode.OFF_GRID: "Visits do not begin at that minute.",
    CauseCode.RESOURCE_TAKEN: "No room or device is free.",
    CauseCode.NOT_AVAILABLE: "The time is not available.",
}


def say(cause: Cause, zone: ZoneInfo) -> str:
    """One sentence; it names only what the cause still holds (see `explain.for_patient`)."""
    detailed = DETAILED.get(cause.code)
    return (detailed and detailed(cause, zone)) or PLAIN[cause.code]


def _holiday(cause: Cause, _: ZoneInfo) -> str | None:
    name = cause.holiday_name
    return f"It is a public holiday: {name}." if name else None


def _leave(cause: Cause, zone: ZoneInfo) -> str | None:
    if cause.period is None:
        return None
    start, end = cause.period
    return f"The doctor is on leave from {_at(start, zone)} to {_at(end, zone)}."


def _closing(cause: Cause, zone: ZoneInfo) -> str | None:
    if cause.period is None:
        return None
    return f"The visit would not end before closing at {_at(cause.period.end, zone)}."


def _notice(cause: Cause, zone: ZoneInfo) -> str | None:
    first = cause.bookable_from
    return f"It is too soon: the first start is {_at(first, zone)}." if first else None


def _horizon(cause: Cause, zone: ZoneInfo) -> str | None:
    last = cause.bookable_until
    return f"It is too far ahead: the last start is {_at(last, zone)}." if last else None


def _grid(cause: Cause, zone: ZoneInfo) -> str | None:
    if cause.nearest is None:
        return None
    before, after = (instant.astimezone(zone) for instant in cause.nearest)
    return f"Visits begin at {before:%H:%M} or {after:%H:%M}."


def _booked(cause: Cause, zone: ZoneInfo) -> str | None:
    if cause.taken_as is None:
        return None
    return f"The doctor has {TAKEN_BY[cause.taken_as]} from {_span(cause, zone)}."


def _resource(cause: Cause, zone: ZoneInfo) -> str | None:
    if cause.resource_name:
        return f"{cause.resource_name} is taken from {_span(cause, zone)}."
    return f"The place has no {cause.pool_name} for this visit." if cause.pool_name else None


def _at(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def _span(cause: Cause, zone: ZoneInfo) -> str:
    if cause.period is None:
        return ""
    start, end = (instant.astimezone(zone) for instant in cause.period)
    return f"{start:%H:%M} to {end:%H:%M}"


DETAILED: Mapping[CauseCode, Callable[[Cause, ZoneInfo], str | None]] = {
    CauseCode.HOLIDAY: _holiday,
    CauseCode.ON_LEAVE: _leave,
    CauseCode.GAP_TOO_SHORT: _closing,
    CauseCode.OUTSIDE_NOTICE: _notice,
    CauseCode.OUTSIDE_HORIZON: _horizon,
    CauseCode.OFF_GRID: _grid,
    CauseCode.FULLY_BOOKED: _booked,
    CauseCode.RESOURCE_TAKEN: _resource,
}
