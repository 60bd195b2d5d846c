"""Instants as whole microseconds, for what handles thousands of them.

Numbers are compared and added several times as fast as datetimes. They count from PostgreSQL's
own epoch, so that a column of instants can be read as it was sent.
"""

import struct
from datetime import UTC, datetime, timedelta

from praxis.kit.intervals import TICK

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def to_ticks(instant: datetime) -> int:
    """Return the number of an aware instant."""
    return (instant - _EPOCH) // TICK


def length_in_ticks(length: timedelta) -> int:
    return length // TICK


def from_ticks(ticks: int) -> datetime:
    """Return the instant, in UTC."""
    return _EPOCH + timedelta(microseconds=ticks)


def read_ticks(sent: bytes) -> list[int]:
    """Return what PostgreSQL's `timestamptz_send` gave, one after the other."""
    return list(struct.unpack(f">{len(sent) // 8}q", sent))
