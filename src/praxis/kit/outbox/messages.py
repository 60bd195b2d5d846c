"""Writing what must happen later, and the form in which it is read again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that happened. The payload holds ids: whoever is told loads what they name."""

    id: int
    uid: UUID
    topic: str
    payload: Mapping[str, Any]
    created_at: datetime
    attempts: int = 0


# Told of a batch in the transaction that takes it out of the outbox: what a subscriber writes
# happens exactly once. It must not do anything that a rollback cannot undo.
Subscriber = Callable[[UnitOfWork, Sequence[Message], datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Subscription:
    topics: frozenset[str]
    subscriber: Subscriber


async def enqueue(unit: UnitOfWork, topic: str, **payload: object) -> None:
    """Write one message. The payload holds ids, not contents."""
    await unit.sql.execute(
        "INSERT INTO outbox_messages (uid, topic, payload) VALUES ($1, $2, $3::jsonb)",
        new_uid(),
        topic,
        orjson.dumps(payload, default=str).decode(),
    )
    unit.has_news = True
