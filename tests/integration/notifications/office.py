"""Postmen of one installation, and what they left at a server for mail."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from praxis.delivery import create_delivery
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.mail.senders import Sender
from praxis.notifications.postman import Postman
from praxis.notifications.queue import NewMail, add_mails
from praxis.notifications.recipients import Recipient
from praxis.settings.groups import MailSecurity, SmtpSettings
from tests.factories.identity import make_user
from tests.support.mail import MailServer


class Office:
    """Postmen of one installation, each with connections of their own."""

    def __init__(self, app: FastAPI, clock: FixedClock, port: int) -> None:
        self.app = app
        self.clock = clock
        self.database: Database = app.state.database
        self._port = port
        self._senders: list[Sender] = []

    def postman(self, sender: Sender | None = None, **smtp: Any) -> Postman:
        options = SmtpSettings(
            host="127.0.0.1", port=self._port, security=MailSecurity.NONE, **smtp
        )
        settings = self.app.state.settings.model_copy(update={"smtp": options})
        delivery = create_delivery(
            settings, self.database, self.clock, self.app.state.tokens, sender
        )
        self._senders.append(delivery.sender)
        return delivery.postman

    async def close(self) -> None:
        for sender in self._senders:
            await sender.close()

    async def queue(self, count: int = 1) -> list[str]:
        """As many people who are to hear that their password was changed; their addresses."""
        users = [await make_user(self.database, Role.STAFF) for _ in range(count)]
        mails = [
            NewMail(MailKind.PASSWORD_CHANGED, Recipient(user.id, None), self.clock.now())
            for user in users
        ]
        await self.database.transact(lambda unit: add_mails(unit, mails, self.clock.now()))
        return [user.email for user in users]

    async def let_leases_end(self) -> None:
        """As if their time had gone by, whoever's clock that is."""
        end = "UPDATE mails SET leased_until = '2000-01-01' WHERE leased_until IS NOT NULL"
        await self.database.transact(lambda unit: unit.sql.execute(end))

    async def leases_end(self, after: timedelta) -> None:
        """As if that were left of what is leased now."""
        await self.database.transact(
            lambda unit: unit.sql.execute(
                "UPDATE mails SET leased_until = now() + $1::interval WHERE leased_until > now()",
                after,
            )
        )

    async def rows(self) -> list[dict[str, Any]]:
        async with self.database.reading() as reader:
            rows = await reader.sql.fetch("SELECT * FROM mails ORDER BY id")
        return [dict(row) for row in rows]

    async def fates(self) -> list[tuple[str | None, str | None]]:
        return [(row["outcome"], row["outcome_reason"]) for row in await self.rows()]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 -- the server is on another thread
            await asyncio.sleep(0.01)


def files_in(folder: Path) -> list[Path]:
    return list(folder.glob("*.eml"))


def ids_of(server: MailServer) -> list[str]:
    return [str(message_from_bytes(one.content)["Message-ID"]) for one in server.received]


def recipients_of(server: MailServer) -> list[str]:
    return [one.recipients[0] for one in server.received]
