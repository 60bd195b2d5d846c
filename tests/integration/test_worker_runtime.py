"""One process of a worker: mail that hangs holds up mail alone, and ends well when told to stop."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes

import pytest
from pydantic import SecretStr

from praxis.kit import outbox
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.notifications import reminders
from praxis.settings import Settings
from praxis.settings.groups import AuthSettings, MailSecurity, SmtpSettings
from praxis.worker import Runtime
from tests.conftest import create_database, drop_database
from tests.factories.availability import make_practice
from tests.factories.reminders import make_due_reminders
from tests.support.mail import mail_server

MAILS, CONNECTIONS = 40, 4
SECRET = SecretStr("a-secret-for-tests-only-32-chars-long")


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_test_runtime_{worker}"
    yield await create_database(name)
    await drop_database(name)


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    """Where many mails wait to be sent."""
    found, now = Database(dsn), SystemClock().now()
    await make_due_reminders(found, await make_practice(found), MAILS, now=now)
    assert await found.transact(lambda unit: reminders.look(unit, now)) == MAILS
    yield found
    await found.close()


@pytest.fixture
def hole() -> Iterator[int]:
    """The port of somebody who takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield listener.getsockname()[1]


def settings_for(port: int) -> Settings:
    return Settings(
        auth=AuthSettings(secret_key=SECRET),
        smtp=SmtpSettings(
            host="127.0.0.1", port=port, security=MailSecurity.NONE, connections=CONNECTIONS
        ),
    )


async def count(database: Database, what: str) -> int:
    async with database.reading() as reader:
        return int(await reader.sql.fetchval(f"SELECT count(*) FROM {what}") or 0)


async def happen(unit: UnitOfWork) -> None:
    await outbox.enqueue(unit, "test.happened")


async def until_leased(database: Database) -> None:
    async with asyncio.timeout(10):
        while not await count(database, "mails WHERE leased_until IS NOT NULL"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_server_for_mail_that_hangs_holds_up_nothing_else(
    database: Database, dsn: str, hole: int
) -> None:
    runtime = await asyncio.to_thread(Runtime, settings_for(hole), dsn)
    try:
        async with asyncio.timeout(5):
            await asyncio.to_thread(runtime.look)
            await until_leased(database)
            for _ in range(5):
                await database.transact(happen)
                await asyncio.to_thread(runtime.look)
                assert await count(database, "outbox_messages") == 0
                await asyncio.to_thread(runtime.do, "reminders.look")
        # However often it was told to look: one at a time sends.
        assert await count(database, "mails WHERE attempts > 1") == 0
    finally:
        begun = time.monotonic()
        await asyncio.to_thread(runtime.close, 0.5)
        assert time.monotonic() - begun < 3


async def test_told_to_stop_it_ends_the_mails_under_way_and_begins_no_others(
    database: Database, dsn: str
) -> None:
    with mail_server() as mail:
        mail.delays["DATA"] = 0.05
        first = await asyncio.to_thread(Runtime, settings_for(mail.port), dsn)
        await asyncio.to_thread(first.look)
        await asyncio.to_thread(mail.wait_for, CONNECTIONS)
        await asyncio.to_thread(first.close)
        sent = len(mail.received)
        assert CONNECTIONS <= sent < MAILS
        # What had been taken and not begun waits for the next, and that was no attempt.
        waits = "mails WHERE outcome IS NULL AND attempts = 0 AND leased_until IS NULL"
        assert await count(database, waits) == MAILS - sent
        second = await asyncio.to_thread(Runtime, settings_for(mail.port), dsn)
        await asyncio.to_thread(second.look)
        await asyncio.to_thread(mail.wait_for, MAILS)
        await asyncio.to_thread(second.close)
        ids = [str(message_from_bytes(one.content)["Message-ID"]) for one in mail.received]
        assert len(ids) == len(set(ids)) == MAILS
        assert await count(database, "mails WHERE outcome = 'sent'") == MAILS


async def test_what_comes_while_mails_are_sent_is_sent_as_well(
    database: Database, dsn: str
) -> None:
    """Asked while it sends, it looks once more when it has done."""
    with mail_server() as mail:
        runtime = await asyncio.to_thread(Runtime, settings_for(mail.port), dsn)
        await asyncio.to_thread(runtime.look)
        await asyncio.to_thread(mail.wait_for, 1)
        now = SystemClock().now()
        await make_due_reminders(database, await make_practice(database), 5, now=now)
        assert await database.transact(lambda unit: reminders.look(unit, now)) == 5
        await asyncio.to_thread(runtime.look)
        await asyncio.to_thread(mail.wait_for, MAILS + 5)
        await asyncio.to_thread(runtime.close)
