"""What a calendar shades: when a doctor works, is on leave, or stays closed. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from praxis.kit.intervals import Interval, intersect, merge, subtract
from praxis.scheduling.availability.model import Place, Schedule
from praxis.scheduling.availability.rules import find_closure, leave_periods, openings_at


class SpanKind(StrEnum):
    OPEN = "open"
    LEAVE = "leave"
    CLOSED = "closed"


class Span(NamedTuple):
    """One stretch of a doctor's time at a place; `holiday` is the name of one that closes it."""

    kind: SpanKind
    location_id: int
    period: Interval
    holiday: str | None = None


def find_spans(schedule: Schedule, window: Interval) -> list[Span]:
    """Return what a calendar of the window shows, by start and place; spans of one place are apart.

    `open` is working time, `leave` working time that falls into leave, `closed` weekly hours that
    a holiday or an exception takes away. What no span covers was never open.
    """
    found = [span for place in schedule.places for span in _spans_at(schedule, place, window)]
    return sorted(found, key=lambda span: (span.period, span.location_id))


def _spans_at(schedule: Schedule, place: Place, window: Interval) -> Iterator[Span]:
    opened = _open(schedule, place, window)
    away = leave_periods(schedule.leaves, place.zone, window)
    for period in subtract(opened, away):
        yield Span(SpanKind.OPEN, place.location_id, period)
    for period in intersect(opened, away):
        yield Span(SpanKind.LEAVE, place.location_id, period)
    usual = _open(replace(schedule, exceptions=(), holidays=()), place, window)
    for period in subtract(usual, opened):
        closure = find_closure(schedule, place, period.start, None)
        holiday = closure.holiday if closure else None
        name = holiday.name if holiday else None
        yield Span(SpanKind.CLOSED, place.location_id, period, name)


def _open(schedule: Schedule, place: Place, window: Interval) -> list[Interval]:
    runs = openings_at(schedule, place, window, None)
    return intersect(merge(run.period for run in runs), [window])
