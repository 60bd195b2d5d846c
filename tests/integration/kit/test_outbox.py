"""The dispatcher on real connections: each message once, and what cannot be told stays in sight."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from praxis.kit import outbox
from praxis.kit.backoff import Backoff
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.errors import Unavailable
from praxis.kit.outbox.dispatcher import Dispatcher
from praxis.kit.outbox.messages import Message, Subscription
from tests.support.databases import database_apart

NOW = datetime(2027, 1, 4, 6, tzinfo=UTC)
TOPIC = "test.happened"
BACKOFF = Backoff(first=timedelta(seconds=10), longest=timedelta(minutes=1), attempts=3)


@pytest.fixture
async def queue(worker: str) -> AsyncIterator[Database]:
    async with database_apart(f"praxis_test_outbox_{worker}") as database:
        async with database.reading() as reader:
            await reader.sql.execute("CREATE TABLE told (number int, by_whom text)")
        yield database


async def put(database: Database, *numbers: int, topic: str = TOPIC) -> None:
    async def write(unit: UnitOfWork) -> None:
        for number in numbers:
            await outbox.enqueue(unit, topic, number=number)

    await database.transact(write)


async def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.reading() as reader:
        return [tuple(row.values()) for row in await reader.sql.fetch(query)]


async def told(database: Database) -> list[int]:
    return [row[0] for row in await rows(database, "SELECT number FROM told ORDER BY number")]


def telling(name: str, *, but: int | None = None) -> Subscription:
    """Writes down what it was told, and fails at one number."""

    async def tell(unit: UnitOfWork, messages: Sequence[Message], _now: datetime) -> None:
        for message in messages:
            await unit.sql.execute(
                "INSERT INTO told VALUES ($1, $2)", message.payload["number"], name
            )
            if message.payload["number"] == but:
                raise KeyError("Rahima Khatun")

    return Subscription(frozenset({TOPIC}), tell)


def dispatcher(database: Database, *those: Subscription, batch: int = 50) -> Dispatcher:
    return Dispatcher(database, FixedClock(NOW), those, batch=batch, backoff=BACKOFF)


async def test_everybody_who_listens_is_told_once_and_in_order(queue: Database) -> None:
    order: list[int] = []

    async def listen(_: UnitOfWork, messages: Sequence[Message], __: datetime) -> None:
        order.extend(message.payload["number"] for message in messages)

    await put(queue, *range(120))
    await put(queue, 999, topic="test.nobody_listens")
    both = (telling("one"), Subscription(frozenset({TOPIC}), listen))
    assert await dispatcher(queue, *both).drain() == 121
    assert await told(queue) == list(range(120)) == order
    assert await rows(queue, "SELECT count(*) FROM outbox_messages") == [(0,)]
    assert await dispatcher(queue, *both).drain() == 0


async def test_many_dispatchers_at_once_tell_each_message_once(queue: Database) -> None:
    await put(queue, *range(400))
    many = [dispatcher(queue, telling("many"), batch=20) for _ in range(6)]
    await asyncio.gather(*(one.drain() for one in many))
    assert await told(queue) == list(range(400))


async def test_one_that_cannot_be_told_holds_up_no_other_and_ends_as_a_dead_letter(
    queue: Database,
) -> None:
    await put(queue, *range(10))
    clock = FixedClock(NOW)
    poisoned = Dispatcher(queue, clock, (telling("one", but=4),), backoff=BACKOFF)
    await poisoned.drain()
    others = [number for number in range(10) if number != 4]
    # What it wrote before it failed was undone.
    assert await told(queue) == others
    waits = "SELECT attempts, last_error, dead_at, available_at FROM outbox_messages"
    ((attempts, cause, dead_at, available_at),) = await rows(queue, waits)
    assert (attempts, cause, dead_at) == (1, "KeyError", None)
    assert NOW + timedelta(seconds=5) <= available_at <= NOW + timedelta(seconds=10)
    await poisoned.drain()
    assert (await rows(queue, waits))[0][0] == 1
    for attempt in (2, 3):
        clock.advance(timedelta(minutes=1))
        await poisoned.drain()
        assert (await rows(queue, waits))[0][0] == attempt
    assert (await rows(queue, waits))[0][2] == clock.now()
    clock.advance(timedelta(days=1))
    assert await poisoned.drain() == 0
    assert await told(queue) == others


async def test_one_that_was_put_off_meanwhile_is_left_until_it_is_due(queue: Database) -> None:
    """Another dispatcher may have tried it since this one saw that it was due."""
    later = NOW + timedelta(minutes=5)

    async def put_off(unit: UnitOfWork) -> None:
        await unit.sql.execute(
            "UPDATE outbox_messages SET available_at = $1 WHERE payload->>'number' = '2'", later
        )

    async def listen(_: UnitOfWork, messages: Sequence[Message], __: datetime) -> None:
        numbers = [message.payload["number"] for message in messages]
        if numbers == [1, 2, 3]:
            raise KeyError
        if numbers == [1]:
            await queue.transact(put_off)

    await put(queue, 1, 2, 3)
    clock = FixedClock(NOW)
    subscriptions = (Subscription(frozenset({TOPIC}), listen), telling("me"))
    one_by_one = Dispatcher(queue, clock, subscriptions, backoff=BACKOFF)
    async with queue.reading() as reader:
        # Due by the clock that is given here alone: the database's own is behind it.
        await reader.sql.execute("UPDATE outbox_messages SET available_at = $1", NOW)
    await one_by_one.drain()
    assert await told(queue) == [1, 3]
    clock.move_to(later)
    await one_by_one.drain()
    assert await told(queue) == [1, 2, 3]


async def test_one_that_takes_too_long_each_time_holds_up_the_others_for_a_while_only(
    queue: Database,
) -> None:
    async def slow(unit: UnitOfWork, messages: Sequence[Message], _: datetime) -> None:
        if any(message.payload["number"] == 1 for message in messages):
            await unit.sql.execute("SET LOCAL statement_timeout = '20ms'")
            await unit.sql.execute("SELECT pg_sleep(5)")

    await put(queue, *range(4))
    clock = FixedClock(NOW)
    subscriptions = (Subscription(frozenset({TOPIC}), slow), telling("me"))
    held_up = Dispatcher(queue, clock, subscriptions, backoff=BACKOFF)
    # It may be the database that is slow just now.
    for _ in range(2):
        with pytest.raises(Unavailable):
            await held_up.drain()
    assert await told(queue) == []
    await held_up.drain()
    assert await told(queue) == [0, 2, 3]
    ((attempts, cause),) = await rows(queue, "SELECT attempts, last_error FROM outbox_messages")
    assert (attempts, cause) == (1, "Unavailable")
    # It waits, and the others go together again.
    await put(queue, 9)
    await held_up.drain()
    assert await told(queue) == [0, 2, 3, 9]


async def test_a_database_that_is_away_is_nobody_s_fault(queue: Database) -> None:
    async def lost(_: UnitOfWork, __: Sequence[Message], ___: datetime) -> None:
        raise Unavailable

    await put(queue, 1)
    away = dispatcher(queue, Subscription(frozenset({TOPIC}), lost))
    for _ in range(5):
        with pytest.raises(Unavailable):
            await away.drain()
    assert await rows(queue, "SELECT attempts FROM outbox_messages") == [(0,)]


async def test_a_dispatcher_that_dies_in_between_has_told_nothing(queue: Database) -> None:
    begun = asyncio.Event()

    async def stuck(unit: UnitOfWork, _: Sequence[Message], __: datetime) -> None:
        await unit.sql.execute("INSERT INTO told VALUES (1, 'stuck')")
        begun.set()
        await asyncio.sleep(60)

    await put(queue, 1)
    dying = asyncio.create_task(dispatcher(queue, Subscription(frozenset({TOPIC}), stuck)).drain())
    await begun.wait()
    # While one has it, others pass it by without waiting.
    async with asyncio.timeout(2):
        assert await dispatcher(queue, telling("other")).drain() == 0
    dying.cancel()
    await asyncio.wait([dying])
    assert await dispatcher(queue, telling("other")).drain() == 1
    assert await rows(queue, "SELECT by_whom FROM told") == [("other",)]


async def test_a_commit_that_wrote_a_message_says_so_and_a_rollback_does_not(
    queue: Database,
) -> None:
    heard: list[str] = []
    queue.on_news = lambda: heard.append("news")
    await put(queue, 1)
    assert heard == ["news"]

    async def fail(unit: UnitOfWork) -> None:
        await outbox.enqueue(unit, TOPIC, number=2)
        raise KeyError

    with pytest.raises(KeyError):
        await queue.transact(fail)
    await queue.transact(lambda unit: unit.sql.execute("SELECT 1"))
    assert heard == ["news"]
