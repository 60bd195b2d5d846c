"""The states of an appointment as data, and the decisions that read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from praxis.identity.models import Role
from praxis.kit.wall_time import local_date
from praxis.scheduling.appointments.errors import (
    BadTransition,
    DayOver,
    TooEarly,
    TooLate,
    TransitionForbidden,
    TransitionReasonRequired,
)
from praxis.scheduling.appointments.models import Status

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

# States in which the time is free for others again.
FREEING = frozenset({_S.DECLINED, _S.EXPIRED, _S.CANCELLED, _S.ENTERED_IN_ERROR})
# States in which a visit can still be moved or cancelled.
UPCOMING = frozenset({_S.PENDING, _S.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Visit:
    """What the decisions need to know of an appointment."""

    status: Status
    starts_at: datetime
    zone: ZoneInfo
    cancellation_notice: timedelta


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
    if transition.timing is Timing.AFTER_START and now < visit.starts_at:
        raise TooEarly
    if transition.timing is Timing.SAME_DAY and not _same_day(visit, now):
        raise DayOver
    if to is Status.CANCELLED and role == Role.PATIENT and not in_time_to_change(visit, now):
        raise TooLate
    return transition


def in_time_to_change(visit: Visit, now: datetime) -> bool:
    """Whether a patient may still move or cancel.

    A request that waits for approval until it would begin, a confirmed visit until its notice.
    """
    notice = timedelta(0) if visit.status is Status.PENDING else visit.cancellation_notice
    return now <= visit.starts_at - notice


def decide_move(visit: Visit, role: str, now: datetime) -> None:
    """Raise `BadTransition` or `TooLate` unless the visit may be moved to another time."""
    if visit.status not in UPCOMING:
        raise BadTransition(from_status=visit.status)
    if role == Role.PATIENT and not in_time_to_change(visit, now):
        raise TooLate


def _same_day(visit: Visit, now: datetime) -> bool:
    return local_date(now, visit.zone) == local_date(visit.starts_at, visit.zone)
