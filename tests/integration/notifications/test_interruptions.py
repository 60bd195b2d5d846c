"""What happens between taking a mail and writing down that it was sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest
from fastapi import FastAPI

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.errors import Unavailable
from praxis.notifications import rounds
from praxis.notifications.mail.senders import FolderSender
from praxis.settings import Settings
from tests.conftest import NOW
from tests.integration.notifications.office import Office
from tests.integration.scheduling.cast import cast_of
from tests.support.api import Api, ok
from tests.support.applications import app_apart
from tests.support.messages import mailbox_of

T = TypeVar("T")
LEASE = timedelta(minutes=2)
NO_COMPANY = timedelta(0)


@pytest.fixture(scope="module")
async def app(
    settings: Settings, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    """An installation without the mails of other tests."""
    folder = Path(tmp_path_factory.mktemp("interruptions"))
    name = f"praxis_test_interruptions_{worker}"
    async with app_apart(settings, name, folder, FixedClock(NOW)) as found:
        yield found


@pytest.fixture
async def office(app: FastAPI, clock: FixedClock, database: Database) -> AsyncIterator[Office]:
    clear = "DELETE FROM outbox_messages; DELETE FROM mails"
    await database.transact(lambda unit: unit.sql.execute(clear))
    found = Office(app, clock, 1)
    yield found
    await found.close()


class Recorder:
    """Takes every mail, and then does what the test wants to happen in that moment."""

    def __init__(self, then: Callable[[int], Awaitable[None]]) -> None:
        self.sent: list[bytes] = []
        self._then = then

    async def send(self, to: str, content: bytes) -> None:
        assert to
        self.sent.append(content)
        await self._then(len(self.sent))

    async def close(self) -> None:
        pass


async def test_while_the_database_is_away_no_more_is_sent_than_can_be_written_down(
    office: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections, waiting = 4, 40
    await office.queue(waiting)
    away = asyncio.Event()
    transact = Database.transact

    async def unless_away(self: Database, operation: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        if self is database and away.is_set():
            raise Unavailable
        return await transact(self, operation)

    async def goes_away(count: int) -> None:
        # When every door has one under way: a mail that was not begun is left to a later look.
        if count == connections:
            away.set()
        await away.wait()

    sender = Recorder(goes_away)
    monkeypatch.setattr(Database, "transact", unless_away)
    draining = asyncio.create_task(office.postman(sender, connections=connections).drain())
    await asyncio.sleep(1.5)
    assert len(sender.sent) <= connections
    assert not draining.done()
    away.clear()
    sender._then = lambda _count: asyncio.sleep(0)  # noqa: SLF001 -- this test's own
    assert await draining == waiting
    assert len(sender.sent) == waiting
    assert len({content.split(b"Message-ID: ")[1][:60] for content in sender.sent}) == waiting
    assert await office.fates() == [("sent", None)] * waiting


async def test_a_visit_cancelled_after_its_mail_was_taken_is_not_told_as_if_it_took_place(
    office: Office, api: Api, app: FastAPI, database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    cast = await cast_of(api, database)
    await office.queue(3)
    visit = await cast.booked("10:00")
    await mailbox_of(app, clock, tmp_path).delivery.dispatcher.drain()
    clock.advance(app.state.settings.notifications.settle)
    folder = FolderSender(tmp_path / "sent")

    async def cancel(count: int) -> None:
        if count == 1:
            ok(await cast.desk.post(f"/appointments/{visit['id']}/cancel", {"reason": "storm"}))

    sender = Recorder(cancel)
    # One door: the first mail goes, and the visit is cancelled while the others wait, taken.
    await office.postman(sender, connections=1).drain()
    assert len(sender.sent) == 3
    assert not any(b"booked" in content for content in sender.sent)
    booked = [row for row in await office.rows() if "booked" in row["kind"]]
    assert [row["outcome"] for row in booked] == ["dropped"] * len(booked)
    assert len(booked) == 2
    await folder.close()


async def taken_by(database: Database, office: Office) -> list[rounds.Group]:
    now = office.clock.now()
    return await database.transact(
        lambda unit: rounds.take(unit, now, batch=1, lease=LEASE, company_until=now + NO_COMPANY)
    )


async def test_what_goes_in_one_mail_is_not_split_between_two_postmen(
    office: Office, database: Database
) -> None:
    await office.queue(2)
    together = "UPDATE mails SET attempts = 1, envelope_uid = (SELECT uid FROM mails LIMIT 1)"
    await database.transact(lambda unit: unit.sql.execute(together))
    both = await asyncio.gather(taken_by(database, office), taken_by(database, office))
    assert sorted(len(group) for groups in both for group in groups) == [2]


async def test_a_postman_whose_clock_is_ahead_takes_nothing_from_another(
    office: Office, database: Database
) -> None:
    await office.queue(1)
    (group,) = await taken_by(database, office)
    assert len(group) == 1
    ahead = FixedClock(office.clock.now() + 2 * LEASE)
    assert await taken_by(database, Office(office.app, ahead, 1)) == []
    # When the lease has run out by the clock that they share, it is anyone's.
    await office.let_leases_end()
    (again,) = await taken_by(database, office)
    assert [row["id"] for row in again] == [row["id"] for row in group]


async def test_what_another_may_be_sending_is_not_begun(office: Office, database: Database) -> None:
    await office.queue(1)
    (group,) = await taken_by(database, office)
    ids = [row["id"] for row in group]
    await office.let_leases_end()

    async def begin(unit: UnitOfWork) -> bool:
        return await rounds.begin(unit, ids)

    assert not await database.transact(begin)
    row: asyncpg.Record | dict[str, object] = (await office.rows())[0]
    assert row["attempts"] == 0
