"""The hash chain over audit events: what exactly is hashed, and in which order.

A link's digest covers the digest before it, its own bounds, and every event of the transactions
between them. Values are written as netstrings (length, colon, bytes, comma; an absent value is a
hyphen), so no two different events are the same bytes, whatever they contain.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

FORMAT = "praxis-audit-1"
GENESIS = bytes(32)

# In the order in which they are hashed. `details` is PostgreSQL's text of the JSON.
COLUMNS = (
    "transaction, id, uid, at, actor_id, actor_role, action, entity, entity_uid, patient_id, "
    "request_id, reason, fields, details::text AS details"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The transactions `[from_transaction, until_transaction)`, and when they were sealed."""

    from_transaction: int
    until_transaction: int
    sealed_at: datetime


class Link:
    """A link in the making: takes the events of its bounds in order, gives the digest."""

    def __init__(self, previous: bytes, bounds: Bounds) -> None:
        self.events = 0
        self._hash = hashlib.sha256()
        head = (FORMAT, previous, bounds.from_transaction, bounds.until_transaction)
        self._hash.update(canonical((*head, bounds.sealed_at)))

    def add(self, event: asyncpg.Record) -> None:
        self._hash.update(canonical(tuple(event.values())))
        self.events += 1

    def digest(self) -> bytes:
        final = self._hash.copy()
        final.update(canonical((self.events,)))
        return final.digest()


def canonical(values: Sequence[object]) -> bytes:
    return b"".join(_netstring(value) for value in values)


def _netstring(value: object) -> bytes:
    if value is None:
        return b"-"
    content = _bytes(value)
    return b"%d:%b," % (len(content), content)


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").encode()
    if isinstance(value, list | tuple):
        return canonical(value)
    return str(value).encode()
