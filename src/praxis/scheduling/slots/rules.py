"""From openings to offers: one linear sweep over starts instead of a test per slot.

Whatever keeps a visit from starting becomes a stretch of starts that are barred: time taken from
a until b bars the starts after `a - visit - buffer` and before `b + buffer`. What is left of an
opening's starts is cut by the grid.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from praxis.kit.intervals import TICK, Interval, intersect, merge, subtract, widen
from praxis.kit.ticks import from_ticks, length_in_ticks, to_ticks
from praxis.scheduling.availability.model import Place, Schedule
from praxis.scheduling.availability.rules import leave_periods, openings_at
from praxis.scheduling.availability.runs import opening_runs
from praxis.scheduling.slots.barred import Barred, barred_by_times, covered, free_grids, unite
from praxis.scheduling.slots.model import (
    Claims,
    EmptyReason,
    Offers,
    Pool,
    SlotQuery,
    SlotSearch,
    Starts,
    Taken,
    VisitPolicy,
)

_FIRST_START = datetime(1, 1, 4, tzinfo=UTC)
_LAST_START = datetime(9999, 12, 28, tzinfo=UTC)


def search(query: SlotQuery) -> SlotSearch:
    """Return every offer in the query's window, or the reason why there is none.

    The reason is the first step of these that leaves nothing:

    1. the whole window lies before the notice has passed, or after the horizon:
       `outside_notice`, `outside_horizon`;
    2. weekly hours and exceptions have no open time in the window: `no_hours`;
    3. without those on public holidays: `holiday`;
    4. without leave: `on_leave`;
    5. no start of the grid leaves room for the visit before closing or leave: `gap_too_short`;
    6. all those starts come too soon: `outside_notice`; or too late: `outside_horizon` (some
       one, some the other: `outside_notice`);
    7. the remaining starts collide with claims: `gap_too_short` if every one collides with the
       doctor's own and yet some working time is free, else `fully_booked`.
    """
    offers = Offers(_starts_within(query), query.policy.duration)
    return SlotSearch(offers, None if offers else _empty_reason(query))


def is_offered(query: SlotQuery, starts_at: datetime, location_id: int | None = None) -> bool:
    """Whether a search whose window holds `starts_at` (aware) offers a visit then.

    It is the search itself, for one instant; the query's own window is not looked at.
    """
    narrow = replace(
        query,
        window=Interval.at(starts_at.astimezone(UTC)),
        location_id=query.location_id if location_id is None else location_id,
    )
    return bool(_starts_within(narrow))


def bookable_starts(query: SlotQuery) -> Interval:
    """Return the starts that notice and horizon allow; it is empty if they contradict."""
    policy = query.policy
    latest = _shift(query.now, policy.horizon)
    return Interval(_shift(query.now, policy.minimum_notice), latest + TICK)


def starts_with_resources(
    pools: Iterable[Pool], location_id: int, policy: VisitPolicy, reach: Interval
) -> list[Interval]:
    """Return the starts in the reach at which a place has all that is needed besides a doctor."""
    barred = unite([_barred_by_pool(pool, location_id, policy, reach) for pool in pools])
    return subtract(
        [reach], [Interval(from_ticks(start), from_ticks(end)) for start, end in barred]
    )


def _shift(now: datetime, by: timedelta) -> datetime:
    try:
        return min(max(now + by, _FIRST_START), _LAST_START)
    except OverflowError:
        return _LAST_START if by > timedelta(0) else _FIRST_START


def _starts_within(query: SlotQuery) -> tuple[Starts, ...]:
    reach = query.window.common(bookable_starts(query))
    return tuple(_starts(query, reach)) if reach else ()


def _starts(query: SlotQuery, reach: Interval) -> Iterator[Starts]:
    """Yield the grid's starts in the reach that nothing bars, whatever notice and horizon say."""
    policy = query.policy
    doctor = _barred_by(query.taken, policy)
    length, step = length_in_ticks(policy.duration), length_in_ticks(policy.interval)
    first, last = to_ticks(reach.start), to_ticks(reach.end)
    for place in query.places:
        runs = opening_runs(query.schedule, place, first, last, query.visit_type_id)
        layers = [doctor, _ticks_of(_barred_by_leave(query, place, _visits(reach, policy)))]
        layers += [_barred_by_pool(pool, place.location_id, policy, reach) for pool in query.pools]
        grids = free_grids(runs, (first, last), unite(layers), length=length, step=step)
        if grids:
            yield Starts(grids, place.location_id)


def _visits(starts: Interval, policy: VisitPolicy) -> Interval:
    """Return the time in which visits with these starts lie."""
    return Interval(starts.start, starts.end + policy.duration)


def _barred_by(taken: Sequence[Taken], policy: VisitPolicy) -> Barred:
    """Return the starts whose buffered visit would overlap what is taken."""
    lead = length_in_ticks(policy.duration + policy.buffer_after) - 1
    return barred_by_times(*Claims.of(taken).ticks(), lead, length_in_ticks(policy.buffer_before))


def _ticks_of(stretches: Iterable[Interval]) -> Barred:
    return [(to_ticks(start), to_ticks(end)) for start, end in stretches]


def _barred_by_leave(query: SlotQuery, place: Place, visits: Interval) -> list[Interval]:
    """Return the starts whose visit, without its buffers, would touch leave."""
    if not query.schedule.leaves:
        return []
    away = leave_periods(query.schedule.leaves, place.zone, visits)
    return widen(away, query.policy.duration - TICK, timedelta(0))


def _barred_by_pool(pool: Pool, location_id: int, policy: VisitPolicy, reach: Interval) -> Barred:
    """Return the starts at which fewer than the needed resources are free throughout."""
    resources = pool.by_location.get(location_id, ())
    spare = len(resources) - pool.needed
    if spare < 0:
        return _ticks_of([reach])
    busy = [_barred_by(resource.taken, policy) for resource in resources]
    return covered(busy, spare + 1)


def _empty_reason(query: SlotQuery) -> EmptyReason:
    bookable = bookable_starts(query)
    if query.window.is_before(bookable.start):
        return EmptyReason.OUTSIDE_NOTICE
    if bookable.is_before(query.window.start):
        return EmptyReason.OUTSIDE_HORIZON
    return _reason_of_hours(query) or _reason_of_starts(query, bookable)


def _reason_of_hours(query: SlotQuery) -> EmptyReason | None:
    if not any(_open_times(query, replace(query.schedule, holidays=()))):
        return EmptyReason.NO_HOURS
    if not any(_open_times(query, query.schedule)):
        return EmptyReason.HOLIDAY
    return None if any(_working_times(query)) else EmptyReason.ON_LEAVE


def _reason_of_starts(query: SlotQuery, bookable: Interval) -> EmptyReason:
    unclaimed = [
        from_ticks(start)
        for starts in _starts(replace(query, taken=(), pools=()), query.window)
        for grid in starts.grids
        for start in grid
    ]
    if not unclaimed:
        return EmptyReason.GAP_TOO_SHORT
    if any(bookable.contains(start) for start in unclaimed):
        return _reason_of_claims(query, bookable)
    too_soon = any(bookable.is_after(start) for start in unclaimed)
    return EmptyReason.OUTSIDE_NOTICE if too_soon else EmptyReason.OUTSIDE_HORIZON


def _reason_of_claims(query: SlotQuery, bookable: Interval) -> EmptyReason:
    if _starts_within(replace(query, pools=())):
        return EmptyReason.FULLY_BOOKED
    claimed = merge(sorted(claim.period for claim in query.taken))
    for working in _working_times(query):
        if subtract(intersect(working, [bookable]), claimed):
            return EmptyReason.GAP_TOO_SHORT
    return EmptyReason.FULLY_BOOKED


def _open_times(query: SlotQuery, schedule: Schedule) -> Iterable[list[Interval]]:
    """Yield, for each place, the time in the window that is open."""
    for place in query.places:
        runs = openings_at(schedule, place, query.window, query.visit_type_id)
        yield intersect([run.period for run in runs], [query.window])


def _working_times(query: SlotQuery) -> Iterable[list[Interval]]:
    """Yield, for each place, the time in the window that is open and not leave."""
    times = _open_times(query, query.schedule)
    for place, open_times in zip(query.places, times, strict=True):
        away = leave_periods(query.schedule.leaves, place.zone, query.window)
        yield subtract(open_times, away)
