"""kill -9 in the middle of a thousand reminders: none is lost, and none is sent as another mail."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from email import message_from_bytes
from pathlib import Path

import pytest

from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, UnitOfWork
from tests.conftest import create_database, drop_database
from tests.factories.availability import make_practice
from tests.factories.reminders import make_due_reminders
from tests.support.deployment import Deployment, deployed
from tests.support.mail import MailServer, mail_server

pytestmark = [pytest.mark.alone, pytest.mark.timeout(240)]

VISITS = 1000
PATIENCE = 120.0


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_test_reminders_{worker}"
    yield await create_database(name)
    await drop_database(name)


@pytest.mark.parametrize("mode", ["embedded", "celery"])
async def test_none_is_lost_and_none_is_another_mail(mode: str, dsn: str, tmp_path: Path) -> None:
    await _prepare(dsn)
    with mail_server() as mail, deployed(mode, tmp_path, dsn, mail) as deployment:
        mail.wait_for(VISITS // 4, PATIENCE)
        deployment.kill_sender()
        in_doubt = deployment.senders
        deployment.start_sender()
        mail.wait_for(VISITS // 2, PATIENCE)
        if deployment.redis is not None:
            deployment.redis.kill()
            deployment.redis.start()
        await _until_settled(dsn, deployment)
        _check(mail, in_doubt)


async def _prepare(dsn: str) -> None:
    database = Database(dsn)
    practice = await make_practice(database)
    await make_due_reminders(database, practice, VISITS, now=SystemClock().now())
    await database.close()


async def _until_settled(dsn: str, deployment: Deployment) -> None:
    database = Database(dsn)

    async def left(unit: UnitOfWork) -> int:
        return int(
            await unit.sql.fetchval(
                "SELECT count(*) FILTER (WHERE outcome IS NULL) + greatest(0, $1 - count(*)) "
                "FROM mails",
                VISITS,
            )
        )

    deadline = time.monotonic() + PATIENCE
    while await database.transact(left):
        assert time.monotonic() < deadline, deployment.folder
        await asyncio.sleep(0.2)
    await database.close()


def _check(mail: MailServer, in_doubt: int) -> None:
    received = mail.received
    by_patient: dict[str, set[str]] = {}
    for one in received:
        message_id = str(message_from_bytes(one.content)["Message-ID"])
        by_patient.setdefault(one.recipients[0], set()).add(message_id)
    # Everybody has heard, and whoever heard twice can tell that it is the same mail.
    assert len(by_patient) == VISITS
    assert {len(ids) for ids in by_patient.values()} == {1}
    copies = Counter(one.recipients[0] for one in received)
    repeated = [address for address, count in copies.items() if count > 1]
    assert len(repeated) <= in_doubt
    assert max(copies.values()) <= 2
