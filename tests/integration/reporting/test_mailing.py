"""The report of a month by mail: to whom it is wanted by, once, with the figures of then."""

import asyncio
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
from fastapi import FastAPI

from praxis.delivery import create_delivery
from praxis.identity.models import Role, User
from praxis.notifications.mail.contents import MailKind
from praxis.notifications.mail.senders import Sender
from praxis.notifications.queue import NewMail, add_mails
from praxis.notifications.recipients import Recipient
from praxis.reporting.mailing import queue_reports
from praxis.settings import Settings
from tests.factories.availability import make_practice
from tests.factories.identity import make_user
from tests.integration.reporting.conftest import Desk
from tests.support.api import Api, ok

# The second of February in Dhaka, eight in the morning.
SECOND = datetime(2027, 2, 2, 2, tzinfo=UTC)


class Pocket(Sender):
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, EmailMessage]] = []

    async def close(self) -> None:
        """Nothing was opened."""

    async def send(self, to: str, raw: bytes) -> None:
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.sent.append((to, message))


async def look(desk: Desk) -> int:
    return await desk.database.transact(lambda unit: queue_reports(unit, desk.clock.now()))


async def deliver(desk: Desk, settings: Settings, app: FastAPI) -> list[tuple[str, EmailMessage]]:
    pocket = Pocket()
    delivery = create_delivery(settings, desk.database, desk.clock, app.state.tokens, pocket)
    await delivery.postman.drain()
    return pocket.sent


async def wanting(api: Api, user: User) -> Api:
    signed_in = await api.signed_in(user)
    path = "/users/me/notification-preferences"
    assert ok(await signed_in.get(path))["email_reports"] is False
    assert ok(await signed_in.patch(path, {"email_reports": True}))["email_reports"] is True
    return signed_in


def text_in(message: EmailMessage) -> str:
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "report-2027-01.pdf"
    content = attached.get_content()
    return "\n".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)
    )


async def test_each_who_wants_it_gets_it_once(desk: Desk, settings: Settings, app: FastAPI) -> None:
    practice = await make_practice(desk.database)
    admin = await make_user(desk.database, Role.ADMIN, locale="bn", time_zone="Asia/Dhaka")
    for user in (practice.doctor.user, admin):
        await wanting(desk.api, user)
    # Wants none, and is no business of theirs.
    await make_user(desk.database, Role.ADMIN)
    await wanting(desk.api, await make_user(desk.database, Role.STAFF))
    desk.clock.move_to(SECOND)

    found = await asyncio.gather(*(look(desk) for _ in range(4)))
    sent = await deliver(desk, settings, app)

    assert sum(found) == 2
    mails = dict(sent)
    assert set(mails) == {practice.doctor.user.email, admin.email}
    own = mails[practice.doctor.user.email]
    assert own["Subject"] == "Your report of January 2027"
    body = own.get_body(("plain",))
    assert body is not None
    page = f"/reports/doctors/{practice.doctor.uid}?from=2027-01-01&to=2027-01-31"
    assert page in body.get_content()
    assert f"Report of {practice.doctor.user.full_name}" in text_in(own)
    assert "২০২৭" in text_in(mails[admin.email])
    assert await look(desk) == 0
    desk.clock.move_to(datetime(2027, 3, 1, 2, tzinfo=UTC))
    assert await look(desk) == 2


@pytest.mark.parametrize(
    ("at", "count"),
    [
        # In Los Angeles it is January still, or night, or the sixth.
        (datetime(2027, 2, 1, 7, tzinfo=UTC), 0),
        (datetime(2027, 2, 1, 13, 59, tzinfo=UTC), 0),
        (datetime(2027, 2, 1, 14, tzinfo=UTC), 1),
        (datetime(2027, 2, 6, 7, 59, tzinfo=UTC), 1),
        (datetime(2027, 2, 6, 14, tzinfo=UTC), 0),
    ],
)
async def test_days_are_those_of_who_gets_it(desk: Desk, at: datetime, count: int) -> None:
    await wanting(
        desk.api, await make_user(desk.database, Role.ADMIN, time_zone="America/Los_Angeles")
    )
    desk.clock.move_to(at)
    assert await look(desk) == count


async def test_who_changed_their_mind_gets_none(
    desk: Desk, settings: Settings, app: FastAPI
) -> None:
    admin = await make_user(desk.database, Role.ADMIN, time_zone="Asia/Dhaka")
    await wanting(desk.api, admin)
    desk.clock.move_to(SECOND)
    assert await look(desk) == 1

    signed_in = await desk.api.signed_in(admin)
    ok(await signed_in.patch("/users/me/notification-preferences", {"email_reports": False}))

    assert await deliver(desk, settings, app) == []


async def test_who_is_no_administrator_any_more_gets_none(
    desk: Desk, settings: Settings, app: FastAPI
) -> None:
    admin = await make_user(desk.database, Role.ADMIN, time_zone="Asia/Dhaka")
    await wanting(desk.api, admin)
    desk.clock.move_to(SECOND)
    assert await look(desk) == 1

    async with desk.database.reading() as reader:
        await reader.sql.execute("UPDATE users SET role = 'staff' WHERE id = $1", admin.id)

    assert await deliver(desk, settings, app) == []
    async with desk.database.reading() as reader:
        row = await reader.sql.fetchrow("SELECT outcome, outcome_reason FROM mails")
    assert row is not None
    assert tuple(row) == ("dropped", "overtaken")


def test_the_words_of_reports_are_in_every_language() -> None:
    import json  # noqa: PLC0415 -- used here alone

    import praxis  # noqa: PLC0415 -- as above

    def keys(tree: dict[str, object], prefix: str = "") -> set[str]:
        found: set[str] = set()
        for name, value in tree.items():
            path = f"{prefix}{name}"
            found |= keys(value, f"{path}.") if isinstance(value, dict) else {path}
        return found

    folder = Path(praxis.__file__).parent / "locales"
    english, bangla = (
        keys(json.loads((folder / language / "reports.json").read_text()))
        for language in ("en", "bn")
    )
    assert english == bangla


async def test_a_mail_about_an_account_does_not_wait_behind_reports(
    desk: Desk, settings: Settings, app: FastAPI
) -> None:
    for _ in range(3):
        reader = await make_user(desk.database, Role.ADMIN, time_zone="Asia/Dhaka")
        await wanting(desk.api, reader)
    desk.clock.move_to(SECOND)
    await look(desk)
    other = await make_user(desk.database, Role.PATIENT)
    later = SECOND + timedelta(milliseconds=1)
    news = NewMail(MailKind.PASSWORD_CHANGED, Recipient(other.id, None), later)
    await desk.database.transact(lambda unit: add_mails(unit, [news], later))
    desk.clock.move_to(SECOND + timedelta(seconds=1))

    sent = await deliver(desk, settings, app)

    assert len(sent) == 4
    assert sent[0][0] == other.email
