"""Whoever opened a reminder and holds the link in it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.identity import make_user
from tests.integration.scheduling.cast import Cast, at
from tests.support.api import Api, ok
from tests.support.booking import patient_with_account
from tests.support.messages import Mailbox, html_of, text_of

MARK = "/visit-link#token="


@dataclass(frozen=True)
class Holder:
    """The visit is tomorrow at 15:00; its reminder has just come."""

    cast: Cast
    visit: dict[str, Any]
    token: str
    clock: FixedClock
    database: Database

    @property
    def visitor(self) -> Api:
        return self.cast.visitor

    async def read(self) -> Any:
        return ok(await self.open("read"))

    async def open(self, what: str, token: str | None = None, **more: Any) -> Any:
        """`what` is read, confirm or cancel; without a token the one in the mail."""
        body = {"token": self.token if token is None else token, **more}
        return await self.visitor.post(f"/visit-links/{what}", body)

    async def steps(self) -> list[dict[str, Any]]:
        """The history of the visit, oldest first."""
        async with self.database.reading() as reader:
            rows = await reader.sql.fetch(
                "SELECT kind, actor_id, actor_role, reason FROM appointment_events "
                "WHERE appointment_id = (SELECT id FROM appointments WHERE uid = $1) ORDER BY id",
                self.visit["id"],
            )
        return [dict(row) for row in rows]

    async def kinds(self) -> list[str]:
        return [step["kind"] for step in await self.steps()]


async def holder_of(cast: Cast, mailbox: Mailbox) -> Holder:
    database = mailbox.database
    await database.transact(lambda unit: unit.sql.execute("DELETE FROM reminder_clock"))
    visit = await cast.booked("15:00")
    await mailbox.deliver()
    await mailbox.remind()
    mailbox.clock.move_to(at("15:00") - timedelta(days=1))
    await mailbox.remind()
    (reminder,) = [mail for mail in mailbox.mails(cast.user.email) if MARK in text_of(mail)]
    links = [word for word in text_of(reminder).split() if MARK in word]
    tokens = {link.split(MARK)[1].split("&")[0] for link in links}
    (token,) = tokens
    # What cannot be done any more is not offered.
    assert "confirm" in {link.rpartition("&do=")[2] for link in links} <= {"confirm", "cancel"}
    assert token in html_of(reminder)
    return Holder(await still_here(cast, database), visit, token, mailbox.clock, database)


async def still_here(cast: Cast, database: Database) -> Cast:
    """The cast with callers whose access has not run out in these hours."""
    account, _ = await patient_with_account(database)
    desk = await make_user(database, Role.STAFF)
    return replace(
        cast,
        desk=await cast.visitor.signed_in(desk),
        other_patient=await cast.visitor.signed_in(account),
    )
