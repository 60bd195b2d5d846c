"""Causes in a sentence, in the local time of the place. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from praxis.kit.languages import ENGLISH, words
from praxis.kit.wording import Wording
from praxis.scheduling.slots.model import Cause, CauseCode

# The word and what it is filled with; None if the cause holds no details.
Detail = tuple[str, Mapping[str, str]] | None
Sayings = Callable[[Cause, "Clock"], Detail]


class Clock:
    """Instants as a language writes them, on the clocks of a place."""

    def __init__(self, zone: ZoneInfo, language: str) -> None:
        self._zone = zone
        self._wording = None if language == ENGLISH else Wording(language)

    def at(self, instant: datetime) -> str:
        local = instant.astimezone(self._zone)
        if self._wording is None:
            return f"{local:%Y-%m-%d %H:%M}"
        return f"{self._wording.short_day(local.date())}, {self._wording.time(local)}"

    def time(self, instant: datetime) -> str:
        local = instant.astimezone(self._zone)
        return f"{local:%H:%M}" if self._wording is None else self._wording.time(local)

    def span(self, cause: Cause) -> dict[str, str]:
        period = cause.period
        return {
            "start": "" if period is None else self.time(period.start),
            "end": "" if period is None else self.time(period.end),
        }


def say(cause: Cause, zone: ZoneInfo, language: str = ENGLISH) -> str:
    """One sentence; it names only what the cause still holds (see `explain.for_patient`)."""
    find = DETAILED.get(cause.code)
    detail = find(cause, Clock(zone, language)) if find else None
    key, values = detail or (cause.code.value, {})
    return words(language, "slots")(key, **values)


def _holiday(cause: Cause, _: Clock) -> Detail:
    return ("holiday_named", {"name": cause.holiday_name}) if cause.holiday_name else None


def _leave(cause: Cause, clock: Clock) -> Detail:
    if cause.period is None:
        return None
    start, end = cause.period
    return "on_leave_during", {"start": clock.at(start), "end": clock.at(end)}


def _closing(cause: Cause, clock: Clock) -> Detail:
    if cause.period is None:
        return None
    return "gap_too_short_at", {"end": clock.at(cause.period.end)}


def _notice(cause: Cause, clock: Clock) -> Detail:
    first = cause.bookable_from
    return ("outside_notice_until", {"first": clock.at(first)}) if first else None


def _horizon(cause: Cause, clock: Clock) -> Detail:
    last = cause.bookable_until
    return ("outside_horizon_after", {"last": clock.at(last)}) if last else None


def _grid(cause: Cause, clock: Clock) -> Detail:
    if cause.nearest is None:
        return None
    before, after = (clock.time(instant) for instant in cause.nearest)
    return "off_grid_near", {"before": before, "after": after}


def _booked(cause: Cause, clock: Clock) -> Detail:
    if cause.taken_as is None:
        return None
    return f"fully_booked_by.{cause.taken_as}", clock.span(cause)


def _resource(cause: Cause, clock: Clock) -> Detail:
    if cause.resource_name:
        return "resource_taken_during", {"name": cause.resource_name, **clock.span(cause)}
    return ("resource_none", {"pool": cause.pool_name}) if cause.pool_name else None


DETAILED: Mapping[CauseCode, Sayings] = {
    CauseCode.HOLIDAY: _holiday,
    CauseCode.ON_LEAVE: _leave,
    CauseCode.GAP_TOO_SHORT: _closing,
    CauseCode.OUTSIDE_NOTICE: _notice,
    CauseCode.OUTSIDE_HORIZON: _horizon,
    CauseCode.OFF_GRID: _grid,
    CauseCode.FULLY_BOOKED: _booked,
    CauseCode.RESOURCE_TAKEN: _resource,
}
