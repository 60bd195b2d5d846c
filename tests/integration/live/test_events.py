"""Events are written in order, and forgotten after an hour."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.live.events import KEPT_FOR, Event, forget_old_events, publish
from tests.support.databases import database_apart

NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)


@pytest.fixture
async def apart(worker: str) -> AsyncIterator[Database]:
    async with database_apart(f"praxis_live_{worker}") as database:
        yield database


async def tell(database: Database, *events: Event, at: datetime = NOW) -> None:
    await database.transact(partial(publish, events=events, now=at))


async def told(database: Database) -> list[dict[str, Any]]:
    async with database.reading() as reader:
        rows = await reader.sql.fetch("SELECT * FROM live_events ORDER BY id")
        return [dict(row) for row in rows]


async def test_events_are_kept_as_they_were_told_and_in_their_order(apart: Database) -> None:
    doctor, session = new_uid(), new_uid()
    await tell(
        apart,
        Event("appointment.changed", {"id": doctor}, (3, 5), desk=True),
        Event("slots.changed", {"doctor_id": doctor}, doctor_uid=doctor),
        Event("session.ended", session_uid=session),
    )

    visit, slots, ended = (await told(apart))[1:]

    assert (visit["data"], visit["user_ids"], visit["desk"]) == ({"id": str(doctor)}, [3, 5], True)
    assert (slots["doctor_uid"], slots["user_ids"], slots["desk"]) == (doctor, [], False)
    assert (ended["session_uid"], ended["data"], ended["at"]) == (session, {}, NOW)


async def test_who_publishes_waits_for_who_published_before(apart: Database) -> None:
    """Ids become visible in their order: nobody who read up to one can miss an earlier one."""
    published, may_commit = asyncio.Event(), asyncio.Event()

    async def slow(unit: UnitOfWork) -> None:
        await publish(unit, [Event("first")], NOW)
        published.set()
        await may_commit.wait()

    first = asyncio.create_task(apart.transact(slow))
    await published.wait()
    second = asyncio.create_task(tell(apart, Event("second")))
    await asyncio.sleep(0.3)
    assert [row["kind"] for row in await told(apart)] == ["begun"]
    may_commit.set()
    await asyncio.gather(first, second)

    assert [row["kind"] for row in await told(apart)] == ["begun", "first", "second"]


async def test_events_go_after_an_hour_but_the_newest_stays(apart: Database) -> None:
    await tell(apart, Event("old"), at=NOW - KEPT_FOR - timedelta(seconds=1))
    await tell(apart, Event("young"), at=NOW - KEPT_FOR)
    await apart.transact(
        lambda unit: unit.sql.execute(
            "UPDATE live_events SET at = $1 WHERE kind = 'begun'", NOW - timedelta(hours=2)
        )
    )

    assert await apart.transact(partial(forget_old_events, now=NOW)) == 2
    assert [row["kind"] for row in await told(apart)] == ["young"]
    assert await apart.transact(partial(forget_old_events, now=NOW + timedelta(days=1))) == 0
    assert [row["kind"] for row in await told(apart)] == ["young"]


async def test_without_events_nothing_is_written(apart: Database) -> None:
    await tell(apart)
    assert len(await told(apart)) == 1
