"""Bookings by how they ended, and times that were given back because nobody used them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import Counter

from praxis.kit.errors import DomainError, Kind, Unavailable
from praxis.kit.telemetry.registry import REGISTRY

BOOKINGS = Counter(
    "praxis_bookings",
    "Attempts to book by outcome: booked, repeated, slot_taken, patient_busy, refused, failed, …",
    ("outcome",),
    registry=REGISTRY,
)
EXPIRED = Counter(
    "praxis_claims_expired",
    "Holds and requests that ran out and gave their time back",
    registry=REGISTRY,
)


@dataclass(slots=True)
class Attempt:
    """Without `is_made` a booking that succeeds was made before, and is answered again."""

    is_made: bool = False


@contextmanager
def counted_booking() -> Iterator[Attempt]:
    """Count what becomes of one attempt to book."""
    attempt = Attempt()
    try:
        yield attempt
    except DomainError as error:
        BOOKINGS.labels(_outcome(error)).inc()
        raise
    except Exception:
        BOOKINGS.labels("failed").inc()
        raise
    BOOKINGS.labels("booked" if attempt.is_made else "repeated").inc()


def _outcome(error: DomainError) -> str:
    if isinstance(error, Unavailable):
        return "unavailable"
    # What stands in the way has a name of its own; all else is the caller's to mend.
    return error.code.rpartition(".")[2] if error.kind is Kind.CONFLICT else "refused"
