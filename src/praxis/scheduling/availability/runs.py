"""Openings as numbers, worked out once for a schedule and looked up from then on. Pure.

A search needs the openings of a few weeks; what makes them (rules, zones, holidays) does not
change while the schedule is the same object.
"""

from datetime import UTC, datetime

from praxis.kit.intervals import Interval
from praxis.kit.ticks import from_ticks, to_ticks
from praxis.scheduling.availability.model import Place, Run, Schedule
from praxis.scheduling.availability.rules import openings_at

_HOUR = 3_600_000_000
# Openings are kept by the stretch in which they begin.
_STRETCH = 32 * 24 * _HOUR
# What lies a day beyond says how long the doors stay open after the last opening.
_BEYOND = 24 * _HOUR
# An opening that holds no whole date touches two; a day on which the clocks are changed is longer.
_LONGEST = 50 * _HOUR
# Whoever looks years ahead, stretch by stretch, does not fill the memory.
_MOST_KEPT = 64
# Python's calendar ends, with room for neighbours.
_FIRST, _LAST = (
    to_ticks(datetime(1, 1, 4, tzinfo=UTC)),
    to_ticks(datetime(9999, 12, 28, tzinfo=UTC)),
)


def opening_runs(
    schedule: Schedule, place: Place, start: int, end: int, visit_type_id: int | None
) -> list[Run]:
    """Return the openings that share time with the ticks from `start` to `end`, sorted."""
    # Most doctors have the same hours for every visit type.
    typed = visit_type_id if any(rule.visit_type_ids for rule in schedule.rules) else None
    stretches = range((start - _LONGEST) // _STRETCH, (end - 1) // _STRETCH + 1)
    return [
        run
        for stretch in stretches
        for run in _beginning_in(schedule, place, stretch, typed)
        if run[0] < end and start < run[1]
    ]


def _beginning_in(
    schedule: Schedule, place: Place, stretch: int, visit_type_id: int | None
) -> list[Run]:
    kept = schedule.runs
    key = (place.location_id, visit_type_id, stretch)
    found = kept.get(key)
    if found is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        found = kept[key] = _work_out(schedule, place, stretch, visit_type_id)
    return found


def _work_out(
    schedule: Schedule, place: Place, stretch: int, visit_type_id: int | None
) -> list[Run]:
    begin = stretch * _STRETCH
    ends = (begin, begin + _STRETCH + _BEYOND)
    window = Interval(*(from_ticks(min(max(end, _FIRST), _LAST)) for end in ends))
    openings = openings_at(schedule, place, window, visit_type_id)
    runs = (
        Run(to_ticks(period.start), to_ticks(period.end), to_ticks(closes_at))
        for _, period, closes_at in openings
    )
    return [run for run in runs if begin <= run.start < begin + _STRETCH]
