"""The states of an appointment as data, and the decisions that read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from praxis.identity.models import Role
from praxis.kit.errors import DomainError
from praxis.kit.wall_time import local_date
from praxis.scheduling.appointments.errors import (
    BadTransition,
    DayOver,
    TooEarly,
    TooLate,
    TransitionForbidden,
    TransitionReasonRequired,
)
from praxis.scheduling.appointments.models import Appointment, Status

SYSTEM = "system"
PRACTICE = frozenset({Role.DOCTOR, Role.STAFF, Role.ADMIN})
DOCTOR = frozenset({Role.DOCTOR})
ANYONE = PRACTICE | {Role.PATIENT}


class Timing(StrEnum):
    ANY = "any"
    AFTER_START = "after_start"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class Transition:
    """Who may make it, when, and whether it needs a reason."""

    roles: frozenset[str]
    timing: Timing = Timing.ANY
    reason: bool = False


_S = Status
TRANSITIONS: Mapping[tuple[Status, Status], Transition] = {
    (_S.PENDING, _S.CONFIRMED): Transition(PRACTICE),
    (_S.PENDING, _S.DECLINED): Transition(PRACTICE),
    (_S.PENDING, _S.EXPIRED): Transition(frozenset({SYSTEM})),
    (_S.PENDING, _S.CANCELLED): Transition(ANYONE),
    (_S.CONFIRMED, _S.CHECKED_IN): Transition(PRACTICE, Timing.SAME_DAY),
    (_S.CONFIRMED, _S.CANCELLED): Transition(ANYONE),
    (_S.CONFIRMED, _S.NO_SHOW): Transition(PRACTICE, Timing.AFTER_START),
    # A small practice has nobody at the desk to check patients in.
    (_S.CONFIRMED, _S.COMPLETED): Transition(DOCTOR, Timing.AFTER_START),
    (_S.CHECKED_IN, _S.IN_PROGRESS): Transition(PRACTICE),
    (_S.CHECKED_IN, _S.LEFT_WITHOUT_SEEN): Transition(PRACTICE),
    (_S.CHECKED_IN, _S.CONFIRMED): Transition(PRACTICE),
    (_S.IN_PROGRESS, _S.COMPLETED): Transition(DOCTOR),
    (_S.IN_PROGRESS, _S.CHECKED_IN): Transition(PRACTICE),
    (_S.COMPLETED, _S.IN_PROGRESS): Transition(DOCTOR, Timing.SAME_DAY, reason=True),
    (_S.NO_SHOW, _S.CHECKED_IN): Transition(PRACTICE, Timing.SAME_DAY, reason=True),
    **{
        (status, _S.ENTERED_IN_ERROR): Transition(frozenset({Role.ADMIN}), reason=True)
        for status in Status
        if status is not Status.ENTERED_IN_ERROR
    },
}

# Where each state leads, in the order of the states.
STEPS: Mapping[Status, tuple[Status, ...]] = {
    before: tuple(to for to in Status if (before, to) in TRANSITIONS) for before in Status
}
# States in which the time is free for others again.
FREEING = frozenset({_S.DECLINED, _S.EXPIRED, _S.CANCELLED, _S.ENTERED_IN_ERROR})
# States in which the fee is owed: the visit is to take place, takes place, or was to.
PAYABLE = frozenset(Status) - FREEING - {_S.PENDING}
# States in which a visit can still be moved or cancelled.
UPCOMING = frozenset({_S.PENDING, _S.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Visit:
    """What the decisions need to know of an appointment."""

    status: Status
    starts_at: datetime
    zone: ZoneInfo
    cancellation_notice: timedelta


class Options(NamedTuple):
    """What one viewer may do with a visit now."""

    next_statuses: list[Status]
    reason_needed_for: list[Status]
    can_cancel: bool
    can_reschedule: bool
    can_edit: bool
    changeable_until: datetime | None


def visit_of(row: Appointment, now: datetime) -> Visit:
    """What the decisions need of an appointment.

    A request that has run out is expired, also while the sweeper has not come by.
    """
    return Visit(
        standing(row.status, row.expires_at, now),
        row.starts_at,
        ZoneInfo(row.location.time_zone),
        timedelta(minutes=row.visit_type.cancellation_notice_minutes),
    )


def standing(status: str, expires_at: datetime | None, now: datetime) -> Status:
    """The state that counts: a request that has run out is expired."""
    ran_out = expires_at is not None and expires_at <= now
    return Status.EXPIRED if ran_out else Status(status)


def decide_transition(
    visit: Visit, to: Status, role: str, now: datetime, reason: str | None
) -> Transition:
    """The transition that takes place, or the refusal that says why not.

    Raises `BadTransition`, `TransitionForbidden`, `TransitionReasonRequired`, `TooEarly`,
    `DayOver` or `TooLate`.
    """
    transition = TRANSITIONS.get((visit.status, to))
    if transition is None:
        raise BadTransition(from_status=visit.status, to_status=to)
    if role not in transition.roles:
        raise TransitionForbidden
    if transition.reason and not (reason or "").strip():
        raise TransitionReasonRequired(pointer="/reason")
    objection = _objection(transition, visit, to, role, now)
    if objection is not None:
        raise objection
    return transition


def _objection(
    transition: Transition, visit: Visit, to: Status, role: str, now: datetime
) -> DomainError | None:
    """What the time has against a transition that the role may make."""
    if transition.timing is Timing.AFTER_START and now < visit.starts_at:
        return TooEarly()
    if transition.timing is Timing.SAME_DAY and not _same_day(visit, now):
        return DayOver()
    if to is Status.CANCELLED and role == Role.PATIENT and not in_time_to_change(visit, now):
        return TooLate()
    return None


def options_of(visit: Visit, role: str, now: datetime) -> Options:
    """What somebody of this role, who may read the visit, may do with it now."""
    possible = [
        to
        for to in STEPS[visit.status]
        if role in (step := TRANSITIONS[visit.status, to]).roles
        and _objection(step, visit, to, role, now) is None
    ]
    in_time = visit.status in UPCOMING and in_time_to_change(visit, now)
    patient = role == Role.PATIENT
    return Options(
        next_statuses=possible,
        reason_needed_for=[to for to in possible if TRANSITIONS[visit.status, to].reason],
        can_cancel=Status.CANCELLED in possible,
        can_reschedule=in_time if patient else visit.status in UPCOMING,
        can_edit=not patient or may_reword(visit, now),
        changeable_until=_changeable_until(visit) if in_time else None,
    )


def may_reword(visit: Visit, now: datetime) -> bool:
    """Whether patients may still change their own words: until the visit begins."""
    return visit.status in UPCOMING and now < visit.starts_at


def in_time_to_change(visit: Visit, now: datetime) -> bool:
    """Whether a patient may still move or cancel.

    A request that waits for approval until it would begin, a confirmed visit until its notice.
    """
    return now <= _changeable_until(visit)


def _changeable_until(visit: Visit) -> datetime:
    notice = timedelta(0) if visit.status is Status.PENDING else visit.cancellation_notice
    return visit.starts_at - notice


def decide_move(visit: Visit, role: str, now: datetime) -> None:
    """Raise `BadTransition` or `TooLate` unless the visit may be moved to another time."""
    if visit.status not in UPCOMING:
        raise BadTransition(from_status=visit.status)
    if role == Role.PATIENT and not in_time_to_change(visit, now):
        raise TooLate


def _same_day(visit: Visit, now: datetime) -> bool:
    return local_date(now, visit.zone) == local_date(visit.starts_at, visit.zone)
