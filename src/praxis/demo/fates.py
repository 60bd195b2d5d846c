"""What becomes of a visit, as far as chance decides it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from praxis.kit.intervals import Interval
from praxis.scheduling.appointments.models import Status

WAITING_ROOM = timedelta(minutes=20)
# A request that still waits was made this long ago at most.
FRESH = timedelta(hours=18)

PAST: Mapping[Status, int] = {
    Status.COMPLETED: 81,
    Status.CANCELLED: 10,
    Status.NO_SHOW: 6,
    Status.LEFT_WITHOUT_SEEN: 2,
    Status.ENTERED_IN_ERROR: 1,
}
PAST_REQUEST: Mapping[Status, int] = {**PAST, Status.DECLINED: 8, Status.EXPIRED: 5}
NOW: Mapping[Status, int] = {Status.IN_PROGRESS: 80, Status.CHECKED_IN: 20}
SOON: Mapping[Status, int] = {Status.CHECKED_IN: 60, Status.CONFIRMED: 40}
COMING: Mapping[Status, int] = {Status.CONFIRMED: 92, Status.CANCELLED: 8}
COMING_REQUEST: Mapping[Status, int] = {**COMING, Status.DECLINED: 8}
FRESH_REQUEST: Mapping[Status, int] = {**COMING, Status.PENDING: 60}


def choose_fate(
    chance: Random, period: Interval, now: datetime, *, needs_approval: bool, notice: timedelta
) -> Status:
    weights = _weights(period, now, needs_approval=needs_approval, notice=notice)
    return chance.choices(list(weights), list(weights.values()))[0]


def _weights(
    period: Interval, now: datetime, *, needs_approval: bool, notice: timedelta
) -> Mapping[Status, int]:
    if period.is_before(now):
        return PAST_REQUEST if needs_approval else PAST
    if period.contains(now):
        return NOW
    if Interval(period.start - WAITING_ROOM, period.start).contains(now):
        return SOON
    if not needs_approval:
        return COMING
    can_be_fresh = now - FRESH + notice < period.start
    return FRESH_REQUEST if can_be_fresh else COMING_REQUEST
