"""Slot search by walking time minute by minute, to compare the engine with.

It shares no code with the engine and thinks differently: it knows no intervals, asks the zone
what its clocks show at each minute of UTC, and keeps a clock that never runs back. A minute is
open if that clock stands within the hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from praxis.scheduling.availability.model import Place, WeeklyRule
from praxis.scheduling.slots.model import SlotQuery, Taken

MINUTE = timedelta(minutes=1)
# Enough to find where the grid begins before the window and to see a visit to its end after it.
BEFORE = timedelta(hours=52)
AFTER = timedelta(hours=30)


@dataclass(frozen=True, slots=True)
class Shown:
    on: date
    minute: int


@lru_cache(maxsize=128)
def clock_without_going_back(zone: ZoneInfo, first: datetime, count: int) -> tuple[Shown, ...]:
    """What the clocks show at each minute, where a repeated hour stands still at its end."""
    latest = datetime.min  # noqa: DTZ901 - compared with wall times only
    shown = []
    for index in range(count):
        wall = (first + index * MINUTE).astimezone(zone).replace(tzinfo=None)
        latest = max(latest, wall)
        shown.append(Shown(latest.date(), latest.hour * 60 + latest.minute))
    return tuple(shown)


def _floor(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


class Oracle:
    """The answer for one place, minute by minute. All times of the query but `now` are whole."""

    def __init__(self, query: SlotQuery, place: Place) -> None:
        self.query, self.place, self.policy = query, place, query.policy
        self.first = _floor(query.window.start) - BEFORE
        count = (query.window.end - self.first + AFTER) // MINUTE
        self.minutes = range(count)
        self.clock = clock_without_going_back(place.zone, self.first, count)
        self.open = self._open_minutes(holidays=True)
        self.open_without_holidays = self._open_minutes(holidays=False)
        self.away = [self._is_away(shown) for shown in self.clock]
        self.taken = self._minutes_of(query.taken)
        self.busy = [
            (pool.needed, [self._minutes_of(r.taken) for r in pool.by_location.get(here, ())])
            for here in [place.location_id]
            for pool in query.pools
        ]
        self.grid_begins = self._find_grid_begins()

    def instant(self, index: int) -> datetime:
        return self.first + index * MINUTE

    def index(self, instant: datetime) -> int:
        return (instant - self.first) // MINUTE

    def _open_minutes(self, *, holidays: bool) -> list[bool]:
        dates = {shown.on for shown in self.clock}
        hours = {on: self._hours_on(on, holidays=holidays) for on in dates}
        return [
            any(start <= shown.minute < end for start, end in hours[shown.on])
            for shown in self.clock
        ]

    def _hours_on(self, on: date, *, holidays: bool) -> list[tuple[int, int]]:
        schedule, here = self.query.schedule, self.place.location_id
        today = [r for r in schedule.exceptions if r.on == on and r.location_id in {None, here}]
        if any(row.kind == "closed" for row in today):
            return []
        added = [
            (row.start_minute or 0, 24 * 60 if row.end_minute is None else row.end_minute)
            for row in today
        ]
        is_holiday = any(h.location_id == here and h.on == on for h in schedule.holidays)
        if any(row.kind == "hours" for row in today) or (holidays and is_holiday):
            return added
        return added + [
            (rule.start_minute, rule.end_minute)
            for rule in schedule.rules
            if rule.location_id == here and self._applies(rule, on)
        ]

    def _applies(self, rule: WeeklyRule, on: date) -> bool:
        if rule.visit_type_ids and self.query.visit_type_id not in rule.visit_type_ids:
            return False
        if rule.valid_from and on < rule.valid_from:
            return False
        if rule.valid_until and on > rule.valid_until:
            return False
        anchor = rule.valid_from or date(1, 1, 1)
        weeks = (_monday(on) - _monday(anchor)).days // 7
        return on.isoweekday() == rule.weekday + 1 and weeks % rule.every_n_weeks == 0

    def _is_away(self, shown: Shown) -> bool:
        for leave in self.query.schedule.leaves:
            start = 0 if leave.start_minute is None else leave.start_minute
            end = 24 * 60 if leave.end_minute is None else leave.end_minute
            if leave.first_on <= shown.on <= leave.last_on and start <= shown.minute < end:
                return True
        return False

    def _minutes_of(self, claims: Sequence[Taken]) -> set[int]:
        taken: set[int] = set()
        for claim in claims:
            taken.update(range(self.index(claim.period.start), self.index(claim.period.end)))
        return taken

    def _find_grid_begins(self) -> list[int | None]:
        """For each minute, the minute at which the grid that it lies on began."""
        closed_on = {
            shown.on for shown, is_open in zip(self.clock, self.open, strict=True) if not is_open
        }
        begins: list[int | None] = []
        for index in self.minutes:
            today = self.clock[index].on
            new_date = index > 0 and self.clock[index - 1].on != today
            if not self.open[index]:
                begins.append(None)
            elif index > 0 and (not self.open[index - 1] or (new_date and today not in closed_on)):
                begins.append(index)
            else:
                begins.append(begins[-1] if begins else None)
        return begins

    def obstacles(self, index: int) -> set[str]:
        """Everything that keeps a visit from starting at this minute, as cause codes."""
        found = {
            "timing": not self.is_timely(index),
            "closed": not self.open[index],
            "too_short": self.open[index] and not all(self.open[i] for i in self._visit(index)),
            "off_grid": self.open[index] and not self.is_on_grid(index),
            "on_leave": any(self.away[i] for i in self._visit(index)),
            "fully_booked": any(i in self.taken for i in self._buffered(index)),
            "resource_taken": not self._has_resources(index),
        }
        return {name for name, stands in found.items() if stands}

    def is_timely(self, index: int) -> bool:
        ahead = self.instant(index) - self.query.now
        return self.policy.minimum_notice <= ahead <= self.policy.horizon

    def _visit(self, index: int) -> range:
        return range(index, index + self.policy.duration // MINUTE)

    def _buffered(self, index: int) -> range:
        visit = self._visit(index)
        before, after = self.policy.buffer_before, self.policy.buffer_after
        return range(visit.start - before // MINUTE, visit.stop + after // MINUTE)

    def is_on_grid(self, index: int) -> bool:
        begin = self.grid_begins[index]
        return begin is not None and (index - begin) % (self.policy.interval // MINUTE) == 0

    def _has_resources(self, index: int) -> bool:
        buffered = self._buffered(index)
        return all(
            sum(taken.isdisjoint(buffered) for taken in resources) >= needed
            for needed, resources in self.busy
        )


def _monday(on: date) -> date:
    return on - timedelta(days=on.isoweekday() - 1)


def oracles(query: SlotQuery) -> list[Oracle]:
    wanted = query.location_id
    return [
        Oracle(query, place)
        for place in query.schedule.places
        if wanted is None or place.location_id == wanted
    ]


def window_minutes(oracle: Oracle) -> list[int]:
    window = oracle.query.window
    return [i for i in oracle.minutes if window.start <= oracle.instant(i) < window.end]


def expected_offers(query: SlotQuery) -> list[tuple[datetime, int]]:
    """Each start and location that must be offered, in order."""
    return sorted(
        (oracle.instant(index), oracle.place.location_id)
        for oracle in oracles(query)
        for index in window_minutes(oracle)
        if oracle.is_on_grid(index) and not oracle.obstacles(index)
    )


def expected_reason(query: SlotQuery) -> str:  # noqa: PLR0911 - one return for each reason
    """The reason why nothing is offered, in the order that `rules.search` documents."""
    earliest = query.now + query.policy.minimum_notice
    latest = query.now + query.policy.horizon
    if query.window.end <= earliest:
        return "outside_notice"
    if query.window.start > latest:
        return "outside_horizon"
    minutes = [(oracle, index) for oracle in oracles(query) for index in window_minutes(oracle)]
    if not any(oracle.open_without_holidays[index] for oracle, index in minutes):
        return "no_hours"
    if not any(oracle.open[index] for oracle, index in minutes):
        return "holiday"
    working = [(o, i) for o, i in minutes if o.open[i] and not o.away[i]]
    if not working:
        return "on_leave"
    claims = {"timing", "fully_booked", "resource_taken"}
    starts = [(o, i) for o, i in working if o.obstacles(i) <= claims]
    if not starts:
        return "gap_too_short"
    if not any(o.is_timely(i) for o, i in starts):
        too_soon = any(o.instant(i) < earliest for o, i in starts)
        return "outside_notice" if too_soon else "outside_horizon"
    if any(o.obstacles(i) <= {"resource_taken"} for o, i in starts):
        return "fully_booked"
    free = any(
        i not in o.taken and o.instant(i) + MINUTE > earliest and o.instant(i) <= latest
        for o, i in working
    )
    return "gap_too_short" if free else "fully_booked"
