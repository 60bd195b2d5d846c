"""What administrators hear of: by e-mail, and under the bell."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.notifications.alarms import tell_reviews_overdue
from praxis.settings import Settings
from tests.conftest import NOW
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.support.api import Api, ok
from tests.support.applications import app_apart
from tests.support.messages import Mailbox, mailbox_of, text_of

REASON = "Brought in unconscious; need to know of medicines"
OPENED = "Records were opened in an emergency"
WAITS = "An emergency waits for its review"


class Practice:
    def __init__(self, api: Api, mailbox: Mailbox, clock: FixedClock, admin: User) -> None:
        self.api, self.mailbox, self.clock, self.admin = api, mailbox, clock, admin

    @property
    def database(self) -> Database:
        return self.mailbox.database

    async def open_glass(self) -> str:
        patient = await make_patient(self.database, full_name="Jonathan Peacock")
        desk = await self.api.signed_in(await make_user(self.database, Role.STAFF))
        path = f"/patients/{patient.uid}/break-glass"
        return str(ok(await desk.post(path, {"reason": REASON}), 201)["id"])

    async def look(self) -> int:
        now = self.clock.now()
        told = await self.database.transact(lambda unit: tell_reviews_overdue(unit, now))
        await self.mailbox.deliver()
        return told

    async def bell(self) -> list[str]:
        own = await self.api.signed_in(self.admin)
        return [line["kind"] for line in ok(await own.get("/notifications"))["items"]]


@pytest.fixture
async def practice(settings: Settings, worker: str, tmp_path: Path) -> AsyncIterator[Practice]:
    """Of its own: what is overdue is so for all who share a database."""
    clock = FixedClock(NOW)
    name = f"praxis_test_alarms_{worker}"
    async with (
        app_apart(settings, name, tmp_path, clock) as app,
        Api.of(app, clock) as api,
    ):
        admin = await make_user(app.state.database, Role.ADMIN)
        yield Practice(api, mailbox_of(app, clock, tmp_path / "mail"), clock, admin)


async def test_every_administrator_hears_at_once_of_an_emergency_but_not_whose(
    practice: Practice,
) -> None:
    other = await make_user(practice.database, Role.ADMIN)
    gone = await make_user(practice.database, Role.ADMIN, active=False)
    await practice.open_glass()
    await practice.mailbox.deliver()
    for admin in (practice.admin, other):
        (mail,) = practice.mailbox.mails(admin.email)
        assert mail["Subject"] == OPENED
        assert "/admin/emergencies" in text_of(mail)
        assert "Peacock" not in mail.as_string()
        assert "unconscious" not in mail.as_string()
    assert practice.mailbox.mails(gone.email) == []
    assert await practice.bell() == ["emergency_opened"]


async def test_what_nobody_reviews_is_told_every_day_until_somebody_does(
    practice: Practice,
) -> None:
    uid = await practice.open_glass()
    await practice.mailbox.deliver()
    practice.clock.move_to(NOW + timedelta(days=3) - timedelta(seconds=1))
    assert await practice.look() == 0
    practice.clock.move_to(NOW + timedelta(days=3))
    assert await practice.look() == 1
    practice.clock.advance(timedelta(hours=1))
    assert await practice.look() == 0
    practice.clock.advance(timedelta(hours=23))
    assert await practice.look() == 1
    assert practice.mailbox.subjects(practice.admin.email) == [OPENED, WAITS, WAITS]
    assert await practice.bell() == ["emergencies_unreviewed"] * 2 + ["emergency_opened"]

    boss = await practice.api.signed_in(practice.admin)
    ok(await boss.post(f"/break-glass/{uid}/review", {"outcome": "justified"}))
    practice.clock.advance(timedelta(days=1))
    assert await practice.look() == 0
