"""Messages, delivered as the server does, into a folder that a test looks into."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from icalendar import Calendar

from praxis.delivery import Delivery, create_delivery
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.notifications import reminders
from praxis.notifications.mail.senders import FolderSender
from praxis.settings import Settings


@dataclass(frozen=True)
class Mailbox:
    """Everybody's mail. `settings.notifications.settle` is as in the product."""

    database: Database
    clock: FixedClock
    folder: Path
    delivery: Delivery
    settings: Settings

    async def deliver(self) -> None:
        """Hand on what happened, wait as long as news wait, and send."""
        await self.delivery.dispatcher.drain()
        self.clock.advance(self.settings.notifications.settle)
        await self.delivery.postman.drain()

    async def remind(self) -> None:
        """Have the clock look, and send what is due."""
        await self.database.transact(lambda unit: reminders.look(unit, self.clock.now()))
        await self.delivery.postman.drain()

    def mails(self, email: str) -> list[EmailMessage]:
        """What came for this address, oldest first."""
        found = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in self.folder.glob("*.eml")
        ]
        mine = [mail for mail in found if email in str(mail["To"])]
        return sorted(mine, key=lambda mail: (mail["Date"].datetime, mail["Message-ID"]))

    def subjects(self, email: str) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails(email)]


def mailbox_of(app: FastAPI, clock: FixedClock, folder: Path) -> Mailbox:
    settings: Settings = app.state.settings
    delivery = create_delivery(
        settings, app.state.database, clock, app.state.tokens, FolderSender(folder)
    )
    return Mailbox(app.state.database, clock, folder, delivery, settings)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def invites_of(mail: EmailMessage) -> list[tuple[str, Any]]:
    """Method and event of each calendar file in it."""
    files: list[Any] = [
        part.get_payload(decode=True)
        for part in mail.walk()
        if (part.get_filename() or "").endswith(".ics")
    ]
    calendars = [Calendar.from_ical(file) for file in files]
    return [(str(one["METHOD"]), one.walk("VEVENT")[0]) for one in calendars]
