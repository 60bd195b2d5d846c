"""Hands what waits in the outbox to those who want to hear of it.

A batch is taken, told and deleted in one transaction: whatever subscribers write in it happens
once, if a process dies in between as well. A message that cannot be told waits ever longer, then
stays as a dead letter until somebody has it tried again.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import asyncpg
import structlog

from praxis.kit.backoff import Backoff
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, UnitOfWork, root_cause
from praxis.kit.errors import OutcomeUnknown, Unavailable
from praxis.kit.outbox.messages import Message, Subscription

log = structlog.get_logger(__name__)

BATCH = 200
BACKOFF = Backoff(first=timedelta(seconds=1), longest=timedelta(minutes=10), attempts=10)
# A database that is slow just now is given so many chances with a batch before one message of it is
# looked for that takes too long each time.
TIMEOUTS = 3

# Rows are due by the clock of the database, which wrote them, or by the one we were given.
TAKE = """
    DELETE FROM outbox_messages WHERE id IN (
        SELECT id FROM outbox_messages
        WHERE dead_at IS NULL AND available_at <= greatest($1, now())
        ORDER BY available_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id, uid, topic, payload, created_at, attempts
"""

DUE = """
    SELECT id FROM outbox_messages
    WHERE dead_at IS NULL AND available_at <= greatest($1, now())
    ORDER BY available_at, id LIMIT $2
"""

TAKE_ONE = """
    DELETE FROM outbox_messages WHERE id IN (
        SELECT id FROM outbox_messages
        WHERE id = $1 AND dead_at IS NULL AND available_at <= greatest($2, now())
        FOR UPDATE SKIP LOCKED)
    RETURNING id, uid, topic, payload, created_at, attempts
"""

FAIL = """
    UPDATE outbox_messages SET attempts = $2, last_error = $3,
        available_at = coalesce($4, available_at), dead_at = $5
    WHERE id = $1
"""


class Dispatcher:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        subscriptions: Sequence[Subscription],
        *,
        batch: int = BATCH,
        backoff: Backoff = BACKOFF,
    ) -> None:
        self._database = database
        self._clock = clock
        self._subscriptions = tuple(subscriptions)
        self._batch = batch
        self._backoff = backoff
        # Of batches, one after the other.
        self._timeouts = 0

    async def drain(self) -> int:
        """Hand on all that is due; returns how many messages that were."""
        total = 0
        while True:
            done = await self.dispatch_batch()
            total += done
            if done < self._batch:
                return total

    async def dispatch_batch(self) -> int:
        try:
            done = await self._database.transact(self._hand_on_batch)
        except Exception as error:
            self._timeouts += _timed_out(error)
            slow = _timed_out(error) and self._timeouts >= TIMEOUTS
            if isinstance(error, Unavailable | OutcomeUnknown) and not slow:
                raise
            # One of them is at fault; the others go on.
            log.warning("outbox.batch_failed", cause=type(error).__name__)
            return await self._one_by_one()
        self._timeouts = 0
        return done

    async def _hand_on_batch(self, unit: UnitOfWork) -> int:
        rows = await unit.sql.fetch(TAKE, self._clock.now(), self._batch)
        await self._tell(unit, sorted((Message(**row) for row in rows), key=lambda row: row.id))
        return len(rows)

    async def _tell(self, unit: UnitOfWork, messages: Sequence[Message]) -> None:
        by_topic: dict[str, list[Message]] = defaultdict(list)
        for message in messages:
            by_topic[message.topic].append(message)
        for subscription in self._subscriptions:
            wanted = subscription.topics & by_topic.keys()
            concerned = [message for message in messages if message.topic in wanted]
            if concerned:
                await subscription.subscriber(unit, concerned, self._clock.now())

    async def _one_by_one(self) -> int:
        due = await self._database.read(
            lambda reader: reader.sql.fetch(DUE, self._clock.now(), self._batch)
        )
        for row in due:
            await self._hand_on_alone(row["id"])
        return len(due)

    async def _hand_on_alone(self, message_id: int) -> None:
        try:
            await self._database.transact(partial(self._hand_on_one, message_id=message_id))
        except Exception as error:
            if isinstance(error, Unavailable | OutcomeUnknown) and not _timed_out(error):
                raise
            # Written down beside the message.
            cause = type(error).__name__
            log.warning("outbox.failed", message=message_id, cause=cause)
            await self._database.transact(
                partial(self._note_failure, message_id=message_id, cause=cause)
            )

    async def _hand_on_one(self, unit: UnitOfWork, *, message_id: int) -> None:
        row = await unit.sql.fetchrow(TAKE_ONE, message_id, self._clock.now())
        if row is not None:
            await self._tell(unit, [Message(**row)])

    async def _note_failure(self, unit: UnitOfWork, *, message_id: int, cause: str) -> None:
        row = await unit.sql.fetchrow(
            "SELECT attempts FROM outbox_messages WHERE id = $1 FOR UPDATE", message_id
        )
        if row is None:
            return
        now = self._clock.now()
        attempts = row["attempts"] + 1
        pause = self._backoff.pause_after(attempts)
        again_at = None if pause is None else now + pause
        await unit.sql.execute(
            FAIL, message_id, attempts, cause, again_at, now if pause is None else None
        )


def _timed_out(error: Exception) -> bool:
    """Whether a statement took longer than the database lets any take."""
    cause = error.__cause__
    return (
        isinstance(error, Unavailable)
        and cause is not None
        and isinstance(root_cause(cause), asyncpg.QueryCanceledError)
    )
