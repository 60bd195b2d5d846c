"""kill -9 of everything in the middle of bookings: what was answered 201 is there afterwards."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path

import httpx
import psutil
import pytest

from praxis.audit.verify import verify
from praxis.identity.models import Role, User
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.kit.db.embedded import EmbeddedServer
from praxis.settings.groups import AuthSettings
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.integration.kit.db.embedded_support import ground
from tests.support.api import open_session
from tests.support.booking import booking, count_overlaps
from tests.support.server import SECRET, RunningServer, start_server

pytestmark = pytest.mark.alone

# `script/test-long kill` asks for 20.
ROUNDS = int(os.environ.get("PRAXIS_KILL_ROUNDS", "3"))
CONNECTIONS = 8
BOOKINGS_BEFORE_THE_KILL = 25

# A visit is whole when its row, its history, its audit event, its message (or the
# mail that was made of it) and its claims are there.
HALF_WRITTEN = """
    SELECT count(*) FROM appointments a JOIN doctors d ON d.id = a.doctor_id
    JOIN patients p ON p.id = a.patient_id
    WHERE NOT (
        EXISTS (SELECT FROM appointment_events e WHERE e.appointment_id = a.id)
        AND EXISTS (SELECT FROM audit_events u WHERE u.entity_uid = a.uid)
        AND (EXISTS (SELECT FROM outbox_messages o
                     WHERE (o.payload->>'appointment_id')::bigint = a.id)
             OR EXISTS (SELECT FROM mails m WHERE m.appointment_id = a.id))
        AND EXISTS (SELECT FROM claims c
                    WHERE c.appointment_id = a.id AND c.resource_id = d.resource_id)
        AND EXISTS (SELECT FROM claims c
                    WHERE c.appointment_id = a.id AND c.resource_id = p.resource_id))
"""

# Nor may anything tell of a visit that is not there.
LEFT_OVER = """
    SELECT (SELECT count(*) FROM audit_events u WHERE u.entity = 'appointment'
            AND NOT EXISTS (SELECT FROM appointments a WHERE a.uid = u.entity_uid))
         + (SELECT count(*) FROM outbox_messages o WHERE o.payload ? 'appointment_id'
            AND NOT EXISTS (SELECT FROM appointments a
                            WHERE a.id = (o.payload->>'appointment_id')::bigint))
         + (SELECT count(*) FROM claims c WHERE c.kind = 'visit' AND c.appointment_id IS NULL)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that PostgreSQL's user can reach."""
    with ground() as place:
        yield place / "var"


def address(folder: Path) -> str:
    """Where the database of a running server answers; nothing stays attached to it."""
    with EmbeddedServer(folder / "postgres") as server:
        return server.dsn()


def kill_everything(server: RunningServer) -> None:
    """kill -9 of the server and of every process it started."""
    parent = psutil.Process(server.process.pid)
    family = [parent, *parent.children(recursive=True)]
    assert any("postgres" in process.name() for process in family)
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    server.process.wait(30)


@dataclass
class World:
    practices: list[Practice]
    patients: list[str]
    desk: User


async def make_world(dsn: str) -> World:
    database = Database(dsn, pool_size=2)
    practices = [
        await make_practice(database, hours=(0, 24 * 60), booking_horizon_days=365)
        for _ in range(CONNECTIONS)
    ]
    patients = [str((await make_patient(database)).uid) for _ in range(CONNECTIONS)]
    desk = await make_user(database, Role.STAFF)
    await database.close()
    return World(practices, patients, desk)


async def sign_in(dsn: str, user: User) -> dict[str, str]:
    database = Database(dsn, pool_size=1)
    tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
    token = await open_session(database, tokens, SystemClock(), user)
    await database.close()
    return {"Authorization": f"Bearer {token}"}


async def book_until_it_breaks(
    server: RunningServer, world: World, headers: dict[str, str], day: int, answered: list[str]
) -> None:
    """Book from many connections; after some bookings pull the plug on all of it."""
    first = datetime.combine(SystemClock().now().date() + timedelta(days=day), wall(0), UTC)

    async def one(client: httpx.AsyncClient, number: int) -> None:
        for step in range(48):
            at = first + timedelta(minutes=30 * step)
            patient = world.patients[number]
            body = booking(world.practices[number], at, patient_id=patient)
            try:
                response = await client.post("/appointments", json=body, headers=headers)
            except httpx.TransportError:
                return
            if response.status_code == 201:
                answered.append(response.json()["id"])

    async with httpx.AsyncClient(base_url=server.base_url + "/api/v1", timeout=20) as client:
        work = [asyncio.create_task(one(client, number)) for number in range(CONNECTIONS)]
        while len(answered) < BOOKINGS_BEFORE_THE_KILL:
            assert not all(task.done() for task in work)
            await asyncio.sleep(0.005)
        kill_everything(server)
        await asyncio.gather(*work)


async def check_nothing_lost(dsn: str, answered: list[str]) -> None:
    database = Database(dsn, pool_size=2)
    async with database.reading() as reader:
        kept = {str(r["uid"]) for r in await reader.sql.fetch("SELECT uid FROM appointments")}
        half_written = await reader.sql.fetchval(HALF_WRITTEN)
        left_over = await reader.sql.fetchval(LEFT_OVER)
        audit = await verify(reader)
    overlaps = await count_overlaps(database)
    await database.close()
    assert set(answered) <= kept
    assert half_written == 0
    assert left_over == 0
    assert audit.ok, audit.faults
    assert overlaps == 0


async def test_nothing_acknowledged_is_lost_when_everything_is_killed(folder: Path) -> None:
    server = start_server(folder, None)
    dsn = address(folder)
    world = await make_world(dsn)
    answered: list[str] = []
    for day in range(10, 10 + ROUNDS):
        headers = await sign_in(dsn, world.desk)
        before = len(answered)
        fresh: list[str] = []
        await book_until_it_breaks(server, world, headers, day, fresh)
        answered += fresh
        assert len(answered) > before
        server = start_server(folder, None)
        dsn = address(folder)
        await check_nothing_lost(dsn, answered)
    assert server.stop() == 0


@pytest.mark.parametrize(
    ("told", "options"),
    [(signal.SIGINT, ()), (signal.SIGTERM, ()), (signal.SIGTERM, ("--workers", "3"))],
)
def test_told_to_stop_everything_stops_and_a_second_start_has_the_data(
    folder: Path, told: signal.Signals, options: tuple[str, ...]
) -> None:
    server = start_server(folder, None, *options)
    family = psutil.Process(server.process.pid).children(recursive=True)
    world = asyncio.run(make_world(address(folder)))

    server.process.send_signal(told)
    assert server.process.wait(30) == 0
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []

    server = start_server(folder, None)
    doctors = httpx.get(server.base_url + "/api/v1/doctors", timeout=20).json()["items"]
    assert len(doctors) == len(world.practices)
    assert server.stop() == 0


def test_a_port_in_use_is_said_before_anything_is_started(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        variables = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        done = subprocess.run(
            [sys.executable, "-m", "praxis.cli", "serve"],
            env={**variables, "PRAXIS_DATA_DIR": str(folder), "PRAXIS_PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "PRAXIS_PORT" in done.stderr
    assert not (folder / "postgres").exists()
