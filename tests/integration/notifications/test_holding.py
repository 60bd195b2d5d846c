"""After a restore nothing is sent until somebody says so, and what was due by then never."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from praxis.identity.auth import SYSTEM
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.notifications import holding
from tests.integration.scheduling.cast import Cast, at
from tests.support.api import ok
from tests.support.messages import Mailbox

TWO_WEEKS_ON = date(2027, 1, 19)
VISIT = at("10:00", TWO_WEEKS_ON)


@pytest.fixture(autouse=True)
async def clean(database: Database, clock: FixedClock) -> AsyncIterator[None]:
    """Nothing is held, nothing waits, and the clock of reminders stands at the tests' Monday."""

    async def execute(*statements: str) -> None:
        async with database.reading() as reader:
            for statement in statements:
                await reader.sql.execute(statement)

    await execute(
        "DELETE FROM message_holds",
        "UPDATE mails SET outcome = 'dropped', finished_at = now() WHERE outcome IS NULL",
        "INSERT INTO reminder_clock (id, covered_until) "
        f"VALUES (1, '{clock.now().isoformat()}') "
        "ON CONFLICT (id) DO UPDATE SET covered_until = excluded.covered_until",
    )
    yield
    await execute("DELETE FROM message_holds")


async def booked(cast: Cast) -> None:
    body = {
        "doctor_id": str(cast.practice.doctor.uid),
        "visit_type_id": str(cast.practice.visit_type.uid),
        "starts_at": VISIT.isoformat(),
    }
    ok(await cast.own.post("/appointments", body), 201)


async def hold(database: Database, now: datetime) -> None:
    await database.transact(lambda unit: holding.hold(unit, now))


async def release(
    database: Database, clock: FixedClock, *, send_waiting: bool = False
) -> holding.Released | None:
    return await database.transact(
        lambda unit: holding.release(
            unit, author=SYSTEM, send_waiting=send_waiting, now=clock.now()
        )
    )


async def fates(database: Database, user_id: int) -> list[Any]:
    async with database.reading() as reader:
        rows = await reader.sql.fetch(
            "SELECT coalesce(outcome_reason, outcome) AS fate FROM mails WHERE user_id = $1 "
            "ORDER BY id",
            user_id,
        )
    return [row["fate"] for row in rows]


async def test_nothing_leaves_while_messages_are_held(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    before = len(await mails(database))
    await booked(cast)
    await mailbox.delivery.dispatcher.drain()
    await hold(database, clock.now())
    clock.advance(timedelta(hours=1))
    assert await mailbox.delivery.postman.drain() == 0
    assert mailbox.subjects(cast.user.email) == []

    released = await release(database, clock)
    dropped = len(await mails(database)) - before
    assert released == holding.Released(reminders=0, dropped=dropped, waiting=0)
    await mailbox.delivery.postman.drain()
    assert mailbox.subjects(cast.user.email) == []
    assert await fates(database, cast.user.id) == ["restored"]


async def mails(database: Database) -> list[Any]:
    async with database.reading() as reader:
        return list(
            await reader.sql.fetch("SELECT id FROM mails WHERE outcome_reason = 'restored'")
        )


async def test_what_waited_can_be_sent_all_the_same(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    await booked(cast)
    await mailbox.delivery.dispatcher.drain()
    await hold(database, clock.now())
    clock.advance(timedelta(hours=1))
    released = await release(database, clock, send_waiting=True)
    assert released is not None
    assert (released.reminders, released.dropped) == (0, 0)
    assert released.waiting > 0
    await mailbox.delivery.postman.drain()
    assert len(mailbox.subjects(cast.user.email)) == 1


async def test_a_reminder_that_was_due_before_the_restore_is_never_sent_again(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    await booked(cast)
    await mailbox.deliver()
    clock.move_to(VISIT - timedelta(days=6))
    await hold(database, clock.now())
    await mailbox.remind()
    clock.advance(timedelta(minutes=5))
    released = await release(database, clock, send_waiting=True)
    assert released is not None
    assert (await fates(database, cast.user.id)).count("restored") == 1
    await mailbox.remind()
    assert len(mailbox.subjects(cast.user.email)) == 1
    # The one of the day before is news again.
    clock.move_to(VISIT - timedelta(days=1))
    await mailbox.remind()
    assert len(mailbox.subjects(cast.user.email)) == 2


async def test_a_reminder_nobody_had_looked_for_yet_is_not_sent_either(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    await booked(cast)
    await mailbox.deliver()
    clock.move_to(VISIT - timedelta(days=6))
    await hold(database, clock.now())
    clock.advance(timedelta(minutes=30))
    await release(database, clock)
    await mailbox.remind()
    assert len(mailbox.subjects(cast.user.email)) == 1


async def test_releasing_is_told_by_the_audit_and_needed_once(
    database: Database, clock: FixedClock
) -> None:
    await hold(database, clock.now())
    assert await release(database, clock) is not None
    assert await release(database, clock) is None
    async with database.reading() as reader:
        action = await reader.sql.fetchval(
            "SELECT action FROM audit_events WHERE entity = 'message' ORDER BY id DESC LIMIT 1"
        )
    assert action == "message.released"


async def test_administrators_see_since_when_they_are_held(
    cast: Cast, database: Database, clock: FixedClock
) -> None:
    queue = "/admin/message-queue"
    assert ok(await cast.admin.get(queue))["held_since"] is None
    await hold(database, clock.now())
    held_since = ok(await cast.admin.get(queue))["held_since"]
    assert datetime.fromisoformat(held_since) == clock.now()
