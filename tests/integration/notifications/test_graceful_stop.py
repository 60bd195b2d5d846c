"""A server that is told to stop ends the mails that are under way, and begins no others."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes

import pytest
from pydantic import SecretStr

from praxis.background import background
from praxis.delivery import create_delivery
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.notifications import reminders
from praxis.settings import Settings
from praxis.settings.groups import AuthSettings, MailSecurity, SmtpSettings
from tests.conftest import NOW
from tests.factories.availability import make_practice
from tests.factories.reminders import make_due_reminders
from tests.support.databases import database_apart
from tests.support.mail import MailServer, mail_server

MAILS, CONNECTIONS = 40, 4
SECRET = SecretStr("a-secret-for-tests-only-32-chars-long")


@pytest.fixture
async def queue(worker: str) -> AsyncIterator[Database]:
    async with database_apart(f"praxis_test_stop_{worker}") as database:
        await make_due_reminders(database, await make_practice(database), MAILS, now=NOW)
        assert await database.transact(lambda unit: reminders.look(unit, NOW)) == MAILS
        yield database


def settings_for(mail: MailServer) -> Settings:
    return Settings(
        auth=AuthSettings(secret_key=SECRET),
        smtp=SmtpSettings(
            host="127.0.0.1",
            port=mail.port,
            security=MailSecurity.NONE,
            connections=CONNECTIONS,
        ),
    )


async def waiting(database: Database) -> int:
    async with database.reading() as reader:
        found: int = await reader.sql.fetchval(
            "SELECT count(*) FROM mails WHERE outcome IS NULL AND attempts = 0 "
            "AND leased_until IS NULL"
        )
    return found


async def test_each_mail_is_sent_once_over_a_restart(queue: Database) -> None:
    with mail_server() as mail:
        mail.delays["DATA"] = 0.05
        settings, clock = settings_for(mail), FixedClock(NOW)
        tokens = TokenMaker(SECRET.get_secret_value(), settings.auth.access_token_lifetime)
        first = create_delivery(settings, queue, clock, tokens)
        async with background(queue, clock, (), first.drains):
            while len(mail.received) < CONNECTIONS:  # noqa: ASYNC110 -- on another thread
                await asyncio.sleep(0.01)
        await first.sender.close()
        sent = len(mail.received)
        assert CONNECTIONS <= sent < MAILS
        # What had been taken and not begun waits for the next, and that was no attempt.
        assert await waiting(queue) == MAILS - sent
        second = create_delivery(settings, queue, clock, tokens)
        await second.postman.drain()
        await second.sender.close()
        ids = [str(message_from_bytes(one.content)["Message-ID"]) for one in mail.received]
        assert len(ids) == len(set(ids)) == MAILS
