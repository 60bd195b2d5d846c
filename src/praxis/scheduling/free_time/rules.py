"""From a schedule to the stretches in which visits may lie. Pure; `slots.rules` has the last word.

A visit of any length fits where it starts on the grid of a stretch and ends within it. So the same
rows answer for every visit type and every length.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from praxis.kit.intervals import Interval, subtract
from praxis.scheduling.availability.model import Place, Schedule
from praxis.scheduling.availability.rules import leave_periods, openings_at

# No visit is longer; further on, when the doors close matters to none of those that start before.
LONGEST_VISIT = timedelta(days=1)
# Openings and leave near the ends are seen whole.
AROUND = timedelta(days=2)
# No visit type has this id: only rules for all of them count for it.
NO_TYPE = 0


class Stretch(NamedTuple):
    """Open time as one row keeps it; see `models.OpenStretch`."""

    location_id: int
    grid_from: datetime
    starts_at: datetime
    ends_at: datetime
    starts_before: datetime | None
    for_types: tuple[int, ...] | None
    not_for_types: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class _Types:
    """Visit types for which the same rules count; `example` is one of them."""

    example: int
    included: tuple[int, ...] | None
    excluded: tuple[int, ...] | None


def open_stretches(schedule: Schedule, covered: Interval) -> Iterator[Stretch]:
    """Yield all stretches, whole, in which a visit can start within `covered`."""
    around = Interval(covered.start - AROUND, covered.end + AROUND)
    for place in schedule.places:
        away = leave_periods(schedule.leaves, place.zone, around)
        for types in _types_alike(schedule):
            for stretch in _stretches_at(schedule, place, around, types, away):
                if stretch.starts_at < covered.end and stretch.ends_at > covered.start:
                    yield stretch


def _types_alike(schedule: Schedule) -> list[_Types]:
    """Return the visit types by the rules that count for them; the last are all not named."""
    limited = [rule.visit_type_ids for rule in schedule.rules if rule.visit_type_ids]
    named = sorted(frozenset().union(*limited))
    alike: dict[tuple[bool, ...], list[int]] = {}
    for type_id in named:
        alike.setdefault(tuple(type_id in types for types in limited), []).append(type_id)
    groups = [_Types(members[0], tuple(members), None) for members in alike.values()]
    return [*groups, _Types(NO_TYPE, None, tuple(named) or None)]


def _stretches_at(
    schedule: Schedule, place: Place, around: Interval, types: _Types, away: list[Interval]
) -> Iterator[Stretch]:
    for run in openings_at(schedule, place, around, types.example):
        starts = run.period
        closes_at = min(run.closes_at, starts.end + LONGEST_VISIT)
        for piece in subtract([Interval(starts.start, closes_at)], away):
            if not starts.contains(piece.start):
                break
            yield Stretch(
                run.location_id,
                starts.start,
                piece.start,
                piece.end,
                starts.end if starts.end < piece.end else None,
                types.included,
                types.excluded,
            )
