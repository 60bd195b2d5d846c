"""May this visit be booked at this time, and on what terms? Pure: facts in, plan or refusal out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from praxis.kit.intervals import Interval
from praxis.scheduling.appointments.errors import (
    NotAvailable,
    OverrideForbidden,
    OverrideNeeded,
    SlotTaken,
)
from praxis.scheduling.appointments.models import OVERBOOK_LANE, REGULAR_LANE
from praxis.scheduling.slots.explain import explain, for_patient
from praxis.scheduling.slots.facts import SlotFacts
from praxis.scheduling.slots.model import Cause, CauseCode

# The practice books against these without asking; what it did is named in the audit.
WAIVED = frozenset({CauseCode.OUTSIDE_NOTICE, CauseCode.OUTSIDE_HORIZON, CauseCode.OFF_GRID})
HOURS = frozenset(
    {CauseCode.NO_HOURS, CauseCode.HOLIDAY, CauseCode.ON_LEAVE, CauseCode.GAP_TOO_SHORT}
)
TAKEN = frozenset({CauseCode.FULLY_BOOKED, CauseCode.RESOURCE_TAKEN})


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What is asked for. `by_practice`: staff, or the doctor for the own calendar."""

    starts_at: datetime
    location_uid: UUID | None
    by_practice: bool
    overbook: bool = False
    outside_hours: bool = False
    override_reason: str | None = None

    @property
    def overrides(self) -> bool:
        return self.overbook or self.outside_hours


@dataclass(frozen=True, slots=True)
class BookingPlan:
    """The time to claim. `claimed` includes the buffers; `overrides` names what was waived."""

    period: Interval
    claimed: Interval
    location_id: int
    lane: int
    overrides: tuple[str, ...] = ()


def plan_booking(request: BookingRequest, facts: SlotFacts, now: datetime) -> BookingPlan:
    """The plan for a visit at `request.starts_at`.

    Patients get what a slot search would offer, and nothing else. The practice may leave notice,
    horizon and grid aside; hours and a full calendar only by an explicit override with a reason.
    Raises `NotAvailable`, `SlotTaken`, `OverrideNeeded` or `OverrideForbidden`.
    """
    if request.overrides:
        _check_override(request)
    if request.starts_at < now:
        raise _refusal(("in_past",))
    if request.starts_at.second or request.starts_at.microsecond:
        raise _refusal(("off_grid",))
    locations = _candidate_locations(request, facts)
    plans = [_plan_at(location_id, request, facts, now) for location_id in locations]
    possible = [plan for plan in plans if isinstance(plan, BookingPlan)]
    if possible:
        # An override is for want of a place that offers the time, not instead of one.
        return min(possible, key=lambda plan: len(plan.overrides))
    refusals = [plan for plan in plans if not isinstance(plan, BookingPlan)]
    if not refusals:
        raise _refusal(("no_hours",))
    # Of several places the one that only lacks room says most about the time.
    raise min(refusals, key=lambda refusal: not isinstance(refusal, SlotTaken))


def _check_override(request: BookingRequest) -> None:
    if not request.by_practice:
        raise OverrideForbidden
    if not (request.override_reason or "").strip():
        raise OverrideNeeded(pointer="/override_reason", overrides=["override_reason"])


def _candidate_locations(request: BookingRequest, facts: SlotFacts) -> list[int]:
    if request.location_uid is None:
        return sorted(facts.location_uids)
    location_id = facts.location_id(request.location_uid)
    return [] if location_id is None else [location_id]


def _plan_at(
    location_id: int, request: BookingRequest, facts: SlotFacts, now: datetime
) -> BookingPlan | NotAvailable | SlotTaken | OverrideNeeded:
    policy = facts.visit_type.policy
    period = Interval(request.starts_at, request.starts_at + policy.duration)
    query = facts.query(period, now, location_id=location_id)
    causes = explain(query, request.starts_at).causes
    codes = {cause.code for cause in causes}
    if not request.by_practice:
        if codes:
            return _patient_refusal(causes, facts, location_id, request, now)
    elif refusal := _practice_refusal(codes, causes, request):
        return refusal
    claimed = Interval(period.start - policy.buffer_before, period.end + policy.buffer_after)
    return BookingPlan(
        period,
        claimed,
        location_id,
        _lane(facts, claimed),
        tuple(sorted(codes)),
    )


def _lane(facts: SlotFacts, claimed: Interval) -> int:
    """The second lane only where the first is taken: either alone may hold an overbooked visit."""
    lanes = {taken.lane for taken in facts.taken if taken.period.overlaps(claimed)}
    return OVERBOOK_LANE if REGULAR_LANE in lanes else REGULAR_LANE


def _patient_refusal(
    causes: tuple[Cause, ...],
    facts: SlotFacts,
    location_id: int,
    request: BookingRequest,
    now: datetime,
) -> NotAvailable | SlotTaken:
    if all(cause.code in TAKEN for cause in causes):
        return SlotTaken()
    query = facts.query(Interval.at(request.starts_at), now, location_id=location_id)
    shown = for_patient(explain(query, request.starts_at))
    return _refusal(tuple(dict.fromkeys(cause.code.value for cause in shown.causes)))


def _practice_refusal(
    codes: set[CauseCode], causes: tuple[Cause, ...], request: BookingRequest
) -> SlotTaken | OverrideNeeded | None:
    if CauseCode.RESOURCE_TAKEN in codes:
        return SlotTaken("No free room or device is left for this time.", resource="pool")
    needed = []
    if codes & HOURS and not request.outside_hours:
        needed.append("outside_hours")
    if CauseCode.FULLY_BOOKED in codes and not request.overbook:
        if not needed:
            return SlotTaken(overrides=["overbook"])
        needed.append("overbook")
    if not needed:
        return None
    reasons = [cause.code.value for cause in causes if cause.code not in WAIVED]
    return OverrideNeeded(
        pointer=f"/{needed[0]}", overrides=needed, reasons=list(dict.fromkeys(reasons))
    )


def _refusal(reasons: tuple[str, ...]) -> NotAvailable:
    return NotAvailable(pointer="/starts_at", reason=reasons[0], reasons=list(reasons))
