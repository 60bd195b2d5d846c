"""How long an emergency lasts, how many there may be, and who looks at it afterwards. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from praxis.records.break_glass.errors import (
    TOO_MANY,
    AlreadyOpen,
    AlreadyReviewed,
    OwnAccess,
    TooManyOpen,
)

LASTS = timedelta(minutes=60)
MOST_OPEN = 5
# Reviewed later than this, it is overdue.
REVIEW_WITHIN = timedelta(days=3)


class Outcome(StrEnum):
    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"


def check_may_open(open_patients: frozenset[int], patient_id: int) -> None:
    """Raise `AlreadyOpen` or `TooManyOpen`; `open_patients` are those of the same person."""
    if patient_id in open_patients:
        raise AlreadyOpen
    if len(open_patients) >= MOST_OPEN:
        raise TooManyOpen(TOO_MANY.fill(limit=MOST_OPEN), limit=MOST_OPEN)


def check_may_review(opened_by: int, reviewer: int, reviewed_at: datetime | None) -> None:
    """Raise `OwnAccess` or `AlreadyReviewed`."""
    if opened_by == reviewer:
        raise OwnAccess
    if reviewed_at is not None:
        raise AlreadyReviewed


def is_overdue(opened_at: datetime, reviewed_at: datetime | None, now: datetime) -> bool:
    return reviewed_at is None and now >= opened_at + REVIEW_WITHIN
