"""Praxis with the same practice, used over its API as a patient who has signed in."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg

from bench.peers.agenda import HOURS, MINUTES, STEP, WORKING_DAYS, Agenda, Visit
from bench.peers.client import Line, drive
from praxis.directory.doctors.models import Doctor
from praxis.identity.models import Role
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor, make_location, make_patient, make_visit_type
from tests.factories.identity import make_user
from tests.support.api import open_session
from tests.support.server import SECRET

API = "/api/v1"
CONNECTIONS = 4
# The sealer of the audit looks each second.
SEALED_SECONDS = 1.5
LEFT = """
    SELECT (SELECT count(*) FROM outbox_messages)
         + (SELECT count(*) FROM mails WHERE outcome IS NULL AND due_at IS NULL)
"""


@dataclass(frozen=True)
class Rows:
    """What the practice is called in Praxis; a token for each client."""

    visit_type: UUID
    doctors: Sequence[UUID]
    tokens: Sequence[str]


@dataclass(frozen=True)
class Praxis:
    dsn: str
    base_url: str
    pid: int
    rows: Rows

    async def search(self, line: Line, doctor: int, day: date) -> list[str]:
        window = f"from={day.isoformat()}&to={day.isoformat()}"
        target = f"{API}/doctors/{self.rows.doctors[doctor]}/slots?{window}"
        answer = await line.ask(
            "GET", f"{target}&visit_type_id={self.rows.visit_type}", self._headers(0)
        )
        items = json.loads(answer.must_be(200).body)["items"]
        return [item["starts_at"][11:16] for item in items]

    async def book(self, line: Line, visit: Visit) -> bool:
        body = {
            "doctor_id": str(self.rows.doctors[visit.doctor]),
            "visit_type_id": str(self.rows.visit_type),
            "starts_at": visit.starts_at.isoformat(),
        }
        headers = {**self._headers(visit.client), "content-type": "application/json"}
        answer = await line.ask("POST", f"{API}/appointments", headers, json.dumps(body).encode())
        if answer.status != 201:  # noqa: PLR2004 -- made
            answer.must_be(409)
        return answer.status == 201  # noqa: PLR2004 -- made

    async def book_whole(self, line: Line, visit: Visit) -> None:
        """The API answers with all that a page would show."""
        await self.book(line, visit)

    def _headers(self, client: int) -> dict[str, str]:
        return {"authorization": f"Bearer {self.rows.tokens[client]}"}

    async def settle(self) -> None:
        """Bells, live events and mails have gone, and the audit is sealed."""
        connection = await asyncpg.connect(self.dsn)
        try:
            while await connection.fetchval(LEFT):  # noqa: ASYNC110 -- another process empties it
                await asyncio.sleep(0.05)
        finally:
            await connection.close()
        await asyncio.sleep(SEALED_SECONDS)

    async def count(self) -> int:
        connection = await asyncpg.connect(self.dsn)
        try:
            return int(await connection.fetchval("SELECT count(*) FROM appointments"))
        finally:
            await connection.close()


async def fill(dsn: str, agenda: Agenda) -> Rows:
    """Doctors with their hours, and clients with accounts; the visits are booked afterwards."""
    database = Database(dsn, pool_size=2)
    tokens = TokenMaker(SECRET, timedelta(hours=12))
    try:
        place = await make_location(database, time_zone="UTC")
        kind = await make_visit_type(
            database,
            duration_minutes=MINUTES,
            slot_interval_minutes=STEP,
            booking_horizon_days=365,
            fee_amount=Decimal(0),
        )
        doctors: list[Doctor] = []
        for _ in range(agenda.doctors):
            doctor = await make_doctor(database)
            for weekday in WORKING_DAYS:
                for begin, end in HOURS:
                    minutes = {"start_minute": begin, "end_minute": end}
                    await make_rule(database, doctor, place, weekday, **minutes)
            doctors.append(doctor)
        clients = []
        for _ in range(agenda.clients):
            user = await make_user(database, Role.PATIENT)
            await make_patient(database, user)
            clients.append(await open_session(database, tokens, SystemClock(), user))
    finally:
        await database.close()
    return Rows(kind.uid, [doctor.uid for doctor in doctors], clients)


async def take(praxis: Praxis, taken: Sequence[Visit]) -> None:
    """Book what is taken, the way everything is booked."""
    booked: list[bool] = []

    async def one(line: Line, visit: Visit) -> None:
        booked.append(await praxis.book(line, visit))

    tasks = [lambda line, visit=visit: one(line, visit) for visit in taken]
    await drive(praxis.base_url, tasks, CONNECTIONS)
    if not all(booked):
        raise RuntimeError(f"{booked.count(False)} of {len(booked)} visits could not be booked")
