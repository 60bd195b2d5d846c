"""Which visits a change of hours would leave outside them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from zoneinfo import ZoneInfo

from praxis.kit.intervals import Interval, merge
from praxis.scheduling.availability.model import (
    DateException,
    Place,
    Schedule,
    WeeklyRule,
)
from praxis.scheduling.availability.rules import openings_at

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit, as far as hours are concerned."""

    period: Interval
    location_id: int
    zone: ZoneInfo
    visit_type_id: int


def with_week(schedule: Schedule, rules: Sequence[WeeklyRule]) -> Schedule:
    return replace(schedule, rules=tuple(rules))


def with_exception(schedule: Schedule, exception: DateException) -> Schedule:
    return replace(schedule, exceptions=(*schedule.exceptions, exception))


def left_outside(visits: Iterable[tuple[T, Booked]], before: Schedule, after: Schedule) -> list[T]:
    """Return the visits that lie in the hours of `before` and not in those of `after`.

    What was booked outside hours on purpose is not touched by a change of them.
    """
    return [
        visit
        for visit, booked in visits
        if _lies_in_hours(before, booked) and not _lies_in_hours(after, booked)
    ]


def _lies_in_hours(schedule: Schedule, booked: Booked) -> bool:
    place = Place(booked.location_id, booked.zone)
    runs = openings_at(schedule, place, booked.period, booked.visit_type_id)
    return any(hours.encloses(booked.period) for hours in merge(run.period for run in runs))
