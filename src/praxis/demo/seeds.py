"""Chance that repeats itself: the same date plans the same practice."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

SECOND = timedelta(seconds=1)


def seeded(*parts: object) -> Random:
    """A generator that depends on nothing but `parts`."""
    seed = "/".join(str(part) for part in ("praxis", *parts))
    return Random(seed)  # noqa: S311 -- made-up people need no cryptography


def uid_at(chance: Random, at: datetime) -> UUID:
    """An id of the form of a UUIDv7 (RFC 9562) made at `at`, from seeded chance."""
    milliseconds = int(at.timestamp() * 1000)
    high = milliseconds << 16 | 0x7 << 12 | chance.getrandbits(12)
    return UUID(int=high << 64 | 0b10 << 62 | chance.getrandbits(62))


def between(chance: Random, earliest: datetime, latest: datetime) -> datetime:
    """A whole second from `earliest` to `latest`; `earliest` when there is none."""
    seconds = int((latest - earliest) / SECOND)
    if seconds <= 0:
        return earliest
    return earliest + timedelta(seconds=chance.randint(0, seconds))
