"""kill -9 in the middle of taking money: no receipt is lost, none is half, no number is skipped."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from praxis.identity.models import Role, User
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.scheduling.appointments.models import Status
from tests.crash.test_kill import address, kill_everything, sign_in
from tests.factories.availability import make_practice
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.factories.scheduling import make_appointment
from tests.integration.kit.db.embedded_support import ground
from tests.support.server import RunningServer, start_server

pytestmark = pytest.mark.alone

ROUNDS, DESKS, RECEIPTS_BEFORE_THE_KILL = 3, 8, 25

FAULTS = """
    SELECT
        (SELECT count(*) FROM payments) - (SELECT max(receipt_number) FROM payments) AS gaps,
        (SELECT sum(last_number) FROM receipt_counters)
            - (SELECT count(*) FROM payments) AS burnt,
        (SELECT count(*) FROM appointments a WHERE a.paid_amount <> coalesce(
            (SELECT sum(amount) FROM payments p WHERE p.appointment_id = a.id), 0)) AS wrong_sums,
        (SELECT count(*) FROM payments p WHERE NOT EXISTS (
            SELECT FROM audit_events e WHERE e.entity_uid = p.uid
                AND e.action = 'payment.received')) AS silent,
        (SELECT count(*) FROM payments) - (SELECT count(*) FROM appointment_events
            WHERE kind = 'paid') AS untold
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that PostgreSQL's user can reach."""
    with ground() as place:
        yield place / "var"


async def make_visits(dsn: str) -> tuple[User, list[str]]:
    database = Database(dsn, pool_size=2)
    practice = await make_practice(database)
    patient, now = await make_patient(database), SystemClock().now()
    visits = [
        await make_appointment(
            database,
            practice.doctor,
            patient,
            practice.location,
            practice.visit_type,
            now,
            Status.CONFIRMED,
        )
        for _ in range(DESKS)
    ]
    desk = await make_user(database, Role.STAFF)
    await database.close()
    return desk, [str(visit.uid) for visit in visits]


async def take_until_it_breaks(
    server: RunningServer, headers: dict[str, str], visits: list[str]
) -> list[str]:
    """The receipts that were answered before all was killed."""
    answered: list[str] = []
    body = {"method": "cash", "amount": {"amount": "1.00", "currency": "BDT"}}

    async def one(client: httpx.AsyncClient, visit: str) -> None:
        for _ in range(150):
            try:
                response = await client.post(
                    f"/appointments/{visit}/payments", json=body, headers=headers
                )
            except httpx.TransportError:
                return
            if response.status_code == 201:
                answered.append(response.json()["receipt_number"])

    async with httpx.AsyncClient(base_url=server.base_url + "/api/v1", timeout=20) as client:
        work = [asyncio.create_task(one(client, visit)) for visit in visits]
        while len(answered) < RECEIPTS_BEFORE_THE_KILL:
            assert not all(task.done() for task in work)
            await asyncio.sleep(0.005)
        kill_everything(server)
        await asyncio.gather(*work)
    return answered


async def check(dsn: str, answered: list[str]) -> None:
    database = Database(dsn, pool_size=1)
    async with database.reading() as reader:
        rows = await reader.sql.fetch("SELECT receipt_year, receipt_number FROM payments")
        faults = await reader.sql.fetchrow(FAULTS)
    await database.close()
    kept = {f"{row['receipt_year']}-{row['receipt_number']:06d}" for row in rows}
    assert len(answered) == len(set(answered))
    assert set(answered) <= kept
    assert faults is not None
    assert not any(faults.values()), dict(faults)


async def test_receipts_survive_a_kill_without_a_gap(folder: Path) -> None:
    server = start_server(folder, None)
    dsn = address(folder)
    desk, visits = await make_visits(dsn)
    answered: list[str] = []
    for _ in range(ROUNDS):
        answered += await take_until_it_breaks(server, await sign_in(dsn, desk), visits)
        server = start_server(folder, None)
        dsn = address(folder)
        await check(dsn, answered)
    assert server.stop() == 0
