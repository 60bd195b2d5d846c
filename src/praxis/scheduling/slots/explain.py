"""Why one time is or is not offered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import Opening, Place
from praxis.scheduling.availability.rules import find_closure, leaves_touching, openings_at
from praxis.scheduling.slots.model import (
    Cause,
    CauseCode,
    Explanation,
    Pool,
    SlotQuery,
    Taken,
    VisitPolicy,
)
from praxis.scheduling.slots.rules import bookable_starts

# What a patient is told. Holiday and leave read the same, and so do doctor, room and device.
_SAID_TO_PATIENTS = {
    CauseCode.NO_HOURS: CauseCode.NO_HOURS,
    CauseCode.GAP_TOO_SHORT: CauseCode.NO_HOURS,
    CauseCode.HOLIDAY: CauseCode.NOT_AVAILABLE,
    CauseCode.ON_LEAVE: CauseCode.NOT_AVAILABLE,
    CauseCode.OFF_GRID: CauseCode.NOT_AVAILABLE,
    CauseCode.NOT_AVAILABLE: CauseCode.NOT_AVAILABLE,
    CauseCode.FULLY_BOOKED: CauseCode.FULLY_BOOKED,
    CauseCode.RESOURCE_TAKEN: CauseCode.FULLY_BOOKED,
    CauseCode.OUTSIDE_NOTICE: CauseCode.OUTSIDE_NOTICE,
    CauseCode.OUTSIDE_HORIZON: CauseCode.OUTSIDE_HORIZON,
}


def explain(query: SlotQuery, at: datetime) -> Explanation:
    """Say for one start (aware) whether `rules.search` offers it, and every cause if not.

    Causes come in the order of the search's reasons: notice and horizon, then for each place
    hours (`no_hours`, `holiday`, `gap_too_short` before closing, `off_grid`), leave, the doctor's
    claims (`fully_booked`) and the pools' (`resource_taken`, one cause for each claim in the way).
    The query's window is not looked at. The answer is for staff; see `for_patient`.
    """
    at = at.astimezone(UTC)
    timing = tuple(_timing(query, at))
    by_place = [tuple(_causes_at(query, place, at)) for place in query.places]
    if not timing and not all(by_place):
        return Explanation(offered=True)
    if not by_place:
        by_place = [(Cause(CauseCode.NO_HOURS, query.location_id),)]
    return Explanation(
        offered=False, causes=timing + tuple(cause for causes in by_place for cause in causes)
    )


def for_patient(explanation: Explanation) -> Explanation:
    """Drop who has the time and why a doctor is away; what is left is safe for anyone.

    Kept are codes, places and the bounds of notice and horizon.
    """
    causes = dict.fromkeys(
        Cause(
            _SAID_TO_PATIENTS[cause.code],
            cause.location_id,
            bookable_from=cause.bookable_from,
            bookable_until=cause.bookable_until,
        )
        for cause in explanation.causes
    )
    return Explanation(explanation.offered, tuple(causes))


def _timing(query: SlotQuery, at: datetime) -> Iterator[Cause]:
    bookable = bookable_starts(query)
    if bookable.is_after(at):
        yield Cause(CauseCode.OUTSIDE_NOTICE, bookable_from=bookable.start)
    if bookable.is_before(at):
        yield Cause(CauseCode.OUTSIDE_HORIZON, bookable_until=bookable.last)


def _causes_at(query: SlotQuery, place: Place, at: datetime) -> Iterator[Cause]:
    visit = Interval(at, at + query.policy.duration)
    buffered = _buffered(visit, query.policy)
    yield from _hours(query, place, at)
    for leave, period in leaves_touching(query.schedule.leaves, place.zone, visit):
        yield Cause(CauseCode.ON_LEAVE, place.location_id, period, leave=leave)
    for claim in _in_the_way(query.taken, buffered):
        yield Cause(
            CauseCode.FULLY_BOOKED,
            place.location_id,
            claim.period,
            taken_as=claim.kind,
            resource_id=claim.resource_id,
        )
    for pool in query.pools:
        yield from _pool(pool, place, buffered)


def _buffered(visit: Interval, policy: VisitPolicy) -> Interval:
    return Interval(visit.start - policy.buffer_before, visit.end + policy.buffer_after)


def _in_the_way(taken: Sequence[Taken], buffered: Interval) -> list[Taken]:
    return [claim for claim in taken if claim.period.overlaps(buffered)]


def _hours(query: SlotQuery, place: Place, at: datetime) -> Iterator[Cause]:
    policy = query.policy
    visit = Interval(at, at + policy.duration)
    runs = openings_at(query.schedule, place, visit, query.visit_type_id)
    run = next((run for run in runs if run.period.contains(at)), None)
    if run is None:
        yield _closed(query, place, at)
        return
    until_closing = Interval(at, run.closes_at)
    if not until_closing.encloses(visit):
        yield Cause(CauseCode.GAP_TOO_SHORT, place.location_id, until_closing)
    yield from _grid(run, policy, at)


def _closed(query: SlotQuery, place: Place, at: datetime) -> Cause:
    closure = find_closure(query.schedule, place, at, query.visit_type_id)
    cause = Cause(CauseCode.NO_HOURS, place.location_id)
    if closure is None:
        return cause
    if closure.holiday is not None:
        return replace(cause, code=CauseCode.HOLIDAY, holiday_name=closure.holiday.name)
    return replace(cause, exception=closure.exception, rule=closure.rule)


def _grid(run: Opening, policy: VisitPolicy, at: datetime) -> Iterator[Cause]:
    past = (at - run.period.start) % policy.interval
    if past:
        earlier = at - past
        nearest = (earlier, earlier + policy.interval)
        yield Cause(CauseCode.OFF_GRID, run.location_id, nearest=nearest)


def _pool(pool: Pool, place: Place, buffered: Interval) -> Iterator[Cause]:
    resources = pool.by_location.get(place.location_id, ())
    busy = [(resource, _in_the_way(resource.taken, buffered)) for resource in resources]
    if sum(not claims for _, claims in busy) >= pool.needed:
        return
    cause = Cause(CauseCode.RESOURCE_TAKEN, place.location_id, pool_name=pool.name)
    if not any(claims for _, claims in busy):
        yield cause
    for resource, claims in busy:
        for claim in claims:
            yield replace(
                cause,
                period=claim.period,
                taken_as=claim.kind,
                resource_id=resource.resource_id,
                resource_name=resource.name,
            )
