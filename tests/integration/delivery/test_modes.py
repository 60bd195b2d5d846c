"""The same in both modes, on the real thing: a request over HTTP, a mail at a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import asyncpg
import httpx
import pytest

from praxis.identity.models import Role
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, Reader
from tests.conftest import create_database, drop_database
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_patient
from tests.factories.identity import PASSWORD, make_user
from tests.factories.reminders import make_due_reminders
from tests.support.booking import booking
from tests.support.deployment import Deployment, deployed
from tests.support.mail import MailServer, mail_server

SECONDS = 30.0


@pytest.fixture(scope="module", params=["embedded", "celery"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
async def dsn(worker: str, mode: str) -> AsyncIterator[str]:
    name = f"praxis_test_modes_{mode}_{worker}"
    yield await create_database(name)
    await drop_database(name)


@pytest.fixture(scope="module")
async def practice(dsn: str) -> Practice:
    database = Database(dsn)
    made = await make_practice(database)
    await make_patient(database, await make_user(database, email="rahim@example.org"))
    await database.close()
    return made


@pytest.fixture(scope="module")
def mail(mode: str) -> Iterator[MailServer]:
    assert mode
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def deployment(
    mode: str, dsn: str, mail: MailServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    with deployed(mode, Path(tmp_path_factory.mktemp(mode)), dsn, mail) as found:
        yield found


def subjects_for(mail: MailServer, email: str, count: int) -> list[str]:
    """The subjects of what came for an address, once it is so many."""
    total = 0
    while True:
        received = mail.wait_for(total, SECONDS)
        mine = [one for one in received if one.recipients == (email,)]
        if len(mine) >= count:
            return [
                str(message_from_bytes(one.content, policy=policy.default)["Subject"])
                for one in mine
            ]
        total = len(received) + 1


async def test_what_happens_to_a_visit_arrives(
    deployment: Deployment, practice: Practice, mail: MailServer
) -> None:
    day = (SystemClock().now() + timedelta(days=20)).date()
    start = datetime.fromisoformat(f"{day}T10:00:00+06:00")
    async with httpx.AsyncClient(base_url=f"{deployment.base_url}/api/v1") as client:
        login = {"email": "rahim@example.org", "password": PASSWORD}
        token = (await client.post("/auth/login", json=login)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        visit = (await client.post("/appointments", json=booking(practice, start))).json()
        # What is not sent yet when the next thing happens would rightly be overtaken by it: so
        # both have been told of one before the next begins.
        patient, doctor = "rahim@example.org", practice.doctor.user.email
        both = (patient, doctor)
        assert [len(subjects_for(mail, email, 1)) for email in both] == [1, 1]
        later = {"starts_at": (start + timedelta(hours=1)).isoformat()}
        await client.post(f"/appointments/{visit['id']}/reschedule", json=later)
        assert [len(subjects_for(mail, email, 2)) for email in both] == [2, 2]
        await client.post(f"/appointments/{visit['id']}/cancel", json={})
        booked, moved, cancelled = subjects_for(mail, patient, 3)
        assert "booked" in booked
        assert "moved" in moved
        assert "cancelled" in cancelled
        assert len(subjects_for(mail, doctor, 3)) == 3


async def test_reminders_that_are_due_arrive(
    deployment: Deployment, dsn: str, mail: MailServer
) -> None:
    database = Database(dsn)
    before = len(mail.received)
    await make_due_reminders(database, await make_practice(database), 25, now=SystemClock().now())
    await database.close()
    received = mail.wait_for(before + 25, SECONDS)
    assert deployment.mode
    assert len({one.recipients for one in received[before:]}) == 25


async def failed_once(reader: Reader, user_id: int) -> asyncpg.Record:
    """The mail to this user, once sending it has failed."""
    async with asyncio.timeout(SECONDS):
        while True:
            row = await reader.sql.fetchrow(
                "SELECT attempts, outcome, outcome_reason FROM mails WHERE user_id = $1 "
                "AND outcome_reason IS NOT NULL",
                user_id,
            )
            if row is not None:
                return row
            await asyncio.sleep(0.1)


async def test_a_failing_server_for_mail_is_tried_again(
    deployment: Deployment, mail: MailServer, dsn: str
) -> None:
    database = Database(dsn)
    user = await make_user(database, Role.STAFF)
    mail.answers["RCPT"] = "451 later"
    async with httpx.AsyncClient(base_url=f"{deployment.base_url}/api/v1") as client:
        answer = await client.post("/auth/password/forgot", json={"email": user.email})
        assert answer.status_code == 202
    async with database.reading() as reader:
        row = await failed_once(reader, user.id)
        assert (row["attempts"], row["outcome"]) == (1, None)
        assert "451" in row["outcome_reason"]
        mail.answers.clear()
        # Not to wait for as long as a practice would.
        await reader.sql.execute(
            "UPDATE mails SET available_at = created_at WHERE user_id = $1", user.id
        )
    assert len(subjects_for(mail, user.email, 1)) == 1
    await database.close()
