"""From weekly rules, exceptions, holidays and leave to instants."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from praxis.kit.intervals import Interval, merge
from praxis.kit.wall_time import MINUTES_PER_DAY, local_date, resolve
from praxis.scheduling.availability.model import (
    Closure,
    DateException,
    Holiday,
    Leave,
    Opening,
    Place,
    Schedule,
    WeeklyRule,
)

# No date that exists at all is shorter; only stretches as long can hold a whole one.
_SHORTEST_DATE = timedelta(hours=20)

Minutes = tuple[int, int]


def openings(schedule: Schedule, window: Interval, visit_type_id: int | None) -> list[Opening]:
    """Return the openings that share time with the window, whole, by start and location.

    Periods of one location that touch or overlap are one opening, across midnight too. A date
    that is open from midnight to midnight begins a new one, so that the grid of a practice that
    never closes does not depend on the window. Without a visit type, every rule counts.
    """
    found = [
        opening
        for place in schedule.places
        for opening in openings_at(schedule, place, window, visit_type_id)
    ]
    found.sort(key=lambda opening: (opening.period.start, opening.location_id))
    return found


def openings_at(
    schedule: Schedule, place: Place, window: Interval, visit_type_id: int | None
) -> list[Opening]:
    """Return the openings of one place, sorted and disjoint."""
    dates = _dates_around(window, place.zone)
    roster = _Roster(schedule, place, visit_type_id)
    zone = place.zone
    periods = [
        Interval(resolve(on, start, zone), resolve(on, end, zone))
        for on in dates
        for start, end in roster.minutes_on(on)
    ]
    return [
        Opening(place.location_id, period, stretch.end)
        for stretch in merge(sorted(periods))
        if stretch.overlaps(window)
        for period in _grid_runs(stretch, dates, zone)
        if period.overlaps(window)
    ]


def weekly_hours(schedule: Schedule, place: Place, on: date) -> list[Minutes]:
    """Return the weekly hours of a date in minutes of the day; exceptions do not count here."""
    return _Roster(schedule, place, None).weekly_minutes_on(on)


def leave_periods(leaves: Iterable[Leave], zone: ZoneInfo, window: Interval) -> list[Interval]:
    """Return the leave near the window at a place in `zone`, merged; it may reach beyond."""
    dates = _dates_around(window, zone)
    return merge(sorted(period for leave in leaves for period in _leave(leave, zone, dates)))


def leaves_touching(
    leaves: Iterable[Leave], zone: ZoneInfo, window: Interval
) -> list[tuple[Leave, Interval]]:
    """Return each leave that shares time with the window, with its period around it."""
    dates = _dates_around(window, zone)
    return [
        (leave, period)
        for leave in leaves
        for period in merge(_leave(leave, zone, dates))
        if period.overlaps(window)
    ]


def find_closure(
    schedule: Schedule, place: Place, at: datetime, visit_type_id: int | None
) -> Closure | None:
    """Return why no opening of the place holds the instant `at` (UTC), or None if one does."""
    instant = Interval.at(at)
    if openings_at(schedule, place, instant, visit_type_id):
        return None
    on = local_date(at, place.zone)
    roster = _Roster(schedule, place, visit_type_id)

    def covers(minutes: Minutes) -> bool:
        return Interval(*(resolve(on, minute, place.zone) for minute in minutes)).contains(at)

    weekly = any(covers(minutes) for minutes in roster.weekly_minutes_on(on))
    special = roster.exceptions.get(on, ())
    added = any(covers(_minutes(row)) for row in special if row.kind != "closed")
    for row in special:
        if (row.kind == "closed" and (weekly or added)) or (row.kind == "hours" and weekly):
            return Closure(exception=row)
    if weekly:
        return Closure(holiday=roster.holidays.get(on))
    others = _Roster(schedule, place, None).rules[on.weekday()]
    return Closure(
        rule=next((r for r in others if _counts_on(r, on) and covers(_minutes(r))), None)
    )


class _Roster:
    """The hours of one doctor at one place for one visit type, looked up by date."""

    __slots__ = ("exceptions", "holidays", "rules")

    def __init__(self, schedule: Schedule, place: Place, visit_type_id: int | None) -> None:
        here = place.location_id
        self.rules: tuple[list[WeeklyRule], ...] = ([], [], [], [], [], [], [])
        for rule in schedule.rules:
            types = rule.visit_type_ids
            if rule.location_id == here and (
                not types or visit_type_id is None or visit_type_id in types
            ):
                self.rules[rule.weekday].append(rule)
        self.exceptions: dict[date, list[DateException]] = {}
        for row in schedule.exceptions:
            if row.location_id is None or row.location_id == here:
                self.exceptions.setdefault(row.on, []).append(row)
        self.holidays: dict[date, Holiday] = {
            holiday.on: holiday for holiday in schedule.holidays if holiday.location_id == here
        }

    def weekly_minutes_on(self, on: date) -> list[Minutes]:
        """Weekly hours as if the date had neither exceptions nor a holiday."""
        return [
            (rule.start_minute, rule.end_minute)
            for rule in self.rules[on.weekday()]
            if _counts_on(rule, on)
        ]

    def minutes_on(self, on: date) -> list[Minutes]:
        special = self.exceptions.get(on)
        if special is None:
            return [] if on in self.holidays else self.weekly_minutes_on(on)
        kinds = {row.kind for row in special}
        if "closed" in kinds:
            return []
        added = [_minutes(row) for row in special]
        if "hours" in kinds or on in self.holidays:
            return added
        return self.weekly_minutes_on(on) + added


def _counts_on(rule: WeeklyRule, on: date) -> bool:
    """Whether a rule of the right weekday is valid on the date, and it is one of its weeks."""
    first, last = rule.valid_from, rule.valid_until
    if (first is not None and on < first) or (last is not None and last < on):
        return False
    if rule.every_n_weeks == 1:
        return True
    return (_week_number(on) - _week_number(first or date.min)) % rule.every_n_weeks == 0


def _week_number(on: date) -> int:
    # The first day of Python's calendar is a Monday, as ISO weeks begin.
    return (on.toordinal() - 1) // 7


def _minutes(row: WeeklyRule | DateException | Leave) -> Minutes:
    start, end = row.start_minute, row.end_minute
    return (0 if start is None else start, MINUTES_PER_DAY if end is None else end)


def _dates_around(window: Interval, zone: ZoneInfo) -> Sequence[date]:
    """Return the local dates that the window touches and one more on either side.

    Openings and leave may come from the day before or run on into the day after.
    """
    first = local_date(window.start, zone).toordinal() - 1
    last = local_date(window.end, zone).toordinal() + 1
    return [date.fromordinal(ordinal) for ordinal in range(first, last + 1)]


def _grid_runs(stretch: Interval, dates: Sequence[date], zone: ZoneInfo) -> list[Interval]:
    """Cut a stretch of open time at the midnight before each date that it holds whole."""
    if stretch.duration < _SHORTEST_DATE:
        return [stretch]
    whole = (Interval(resolve(on, 0, zone), resolve(on, MINUTES_PER_DAY, zone)) for on in dates)
    return stretch.split(day.start for day in whole if not day.is_empty and stretch.encloses(day))


def _leave(leave: Leave, zone: ZoneInfo, dates: Sequence[date]) -> list[Interval]:
    first, last = max(leave.first_on, dates[0]), min(leave.last_on, dates[-1])
    if last < first:
        return []
    start, end = _minutes(leave)
    if (start, end) == (0, MINUTES_PER_DAY):
        return [Interval(resolve(first, 0, zone), resolve(last, MINUTES_PER_DAY, zone))]
    return [
        Interval(resolve(on, start, zone), resolve(on, end, zone))
        for on in dates
        if first <= on <= last
    ]
