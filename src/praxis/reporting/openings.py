"""How many minutes of each day a doctor's hours are open. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from praxis.kit.intervals import Interval, intersect, merge, subtract
from praxis.kit.wall_time import MINUTES_PER_DAY, resolve
from praxis.reporting.periods import Period
from praxis.scheduling.availability.model import Place, Schedule, WeeklyRule
from praxis.scheduling.availability.rules import leave_periods, openings_at, weekly_hours

_MINUTE = timedelta(minutes=1)

# Stretches of one day, two minutes of the day each.
Weekly = Sequence[int]


class Days(NamedTuple):
    """From the first of these dates up to, not including, the second."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """Each day of one month at one place: its weekly hours, and how long it was open in the end."""

    location_id: int
    month: date
    weekly: tuple[tuple[int, ...], ...]
    days: tuple[int, ...]


def open_month(
    schedule: Schedule, place: Place, month: Period, kept: Mapping[date, Weekly], working: Days
) -> OpenMonth:
    """One whole month; days in `kept` have those weekly hours, days out of `working` have none.

    Days of changed clocks count the minutes that passed.
    """
    weekly = {on: _weekly(schedule, place, on, kept, working) for on in month.dates()}
    rules = tuple(
        WeeklyRule(place.location_id, on.weekday(), start, end, valid_from=on, valid_until=on)
        for on, hours in weekly.items()
        for start, end in zip(hours[::2], hours[1::2], strict=True)
    )
    exceptions = tuple(
        row for row in schedule.exceptions if working.since <= row.on < working.until
    )
    dated = replace(schedule, rules=rules, exceptions=exceptions)
    window = month.window(place.zone)
    opened = merge(run.period for run in openings_at(dated, place, window, None))
    left = subtract(opened, leave_periods(schedule.leaves, place.zone, window))
    days = (
        Interval(resolve(on, 0, place.zone), resolve(on, MINUTES_PER_DAY, place.zone))
        for on in month.dates()
    )
    return OpenMonth(
        place.location_id,
        month.first,
        tuple(weekly.values()),
        tuple(sum(part.duration // _MINUTE for part in intersect(left, [day])) for day in days),
    )


def _weekly(
    schedule: Schedule, place: Place, on: date, kept: Mapping[date, Weekly], working: Days
) -> tuple[int, ...]:
    if on in kept:
        return tuple(kept[on])
    if not working.since <= on < working.until:
        return ()
    hours = weekly_hours(schedule, place, on)
    return tuple(minute for stretch in sorted(hours) for minute in stretch)
