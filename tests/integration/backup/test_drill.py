"""The drill: back up, go on booking, lose everything, bring back a chosen second, compare."""

import shutil
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path

import asyncpg
import httpx
import pytest

from praxis.audit.verify import verify
from praxis.backup.scratch import settle
from praxis.identity.models import Role, User
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.kit.sealing.vault import Vault
from tests.crash.test_kill import address, kill_everything, sign_in
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_patient
from tests.factories.files import PDF
from tests.factories.identity import make_user
from tests.factories.records import make_record, make_visit
from tests.support.backups import (
    TOUCHED,
    Backed,
    read_tables,
    server_time,
    stored_files,
    wait_until_quiet,
)
from tests.support.booking import booking
from tests.support.server import RunningServer

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]

CANARY = "Zebrafinch-Quagmire"
DAY = timedelta(days=10)


class Running:
    """A practice on a server that serves, with someone at the desk and a doctor signed in."""

    def __init__(self, backed: Backed) -> None:
        self.backed = backed
        self.server: RunningServer = backed.serve()
        self.dsn = address(backed.data)
        self.booked = 0

    async def furnish(self) -> None:
        vault = Vault(self.backed.data / "keys" / "clinical.json")
        database = Database(self.dsn, pool_size=2, vault=vault)
        self.practice: Practice = await make_practice(
            database, hours=(0, 24 * 60), booking_horizon_days=365
        )
        self.patient = await make_patient(database, full_name=CANARY)
        self.desk: User = await make_user(database, Role.STAFF)
        visit = await make_visit(database, starts_at=SystemClock().now() - timedelta(hours=2))
        self.record = await make_record(database, visit, diagnosis=CANARY)
        self.doctor = await database.read(lambda r: r.session.get(User, visit.doctor.user_id))
        await database.close()

    async def book(self, count: int) -> None:
        headers = await sign_in(self.dsn, self.desk)
        first = datetime.combine((SystemClock().now() + DAY).date(), wall(0), UTC)
        async with self._client(headers) as client:
            for number in range(self.booked, self.booked + count):
                at = first + timedelta(minutes=30 * number)
                body = booking(self.practice, at, patient_id=str(self.patient.uid))
                response = await client.post("/appointments", json=body)
                assert response.status_code == 201, response.text
        self.booked += count

    async def upload(self, content: bytes) -> None:
        assert self.doctor is not None
        headers = await sign_in(self.dsn, self.doctor)
        async with self._client(headers) as client:
            response = await client.post(
                f"/medical-records/{self.record.uid}/attachments",
                files={"file": ("scan.pdf", content, "application/pdf")},
            )
            assert response.status_code == 201, response.text

    def _client(self, headers: dict[str, str]) -> httpx.AsyncClient:
        base = self.server.base_url + "/api/v1"
        return httpx.AsyncClient(base_url=base, headers=headers, timeout=20)

    def restart(self) -> None:
        self.server = self.backed.serve()
        self.dsn = address(self.backed.data)


async def test_a_chosen_second_comes_back_identical(backed: Backed) -> None:
    practice = Running(backed)
    await practice.furnish()
    await practice.book(5)
    await practice.upload(PDF)

    made = backed.praxis("backup")
    assert made.returncode == 0, made.stderr
    assert "WITHOUT THIS FILE NO BACKUP CAN BE OPENED" in made.stderr
    assert "proven: " in made.stdout

    keys = backed.ground / "safe" / "keys"
    assert backed.praxis("backup", "keys", "--to", str(keys)).returncode == 0

    # It goes on, and then stands still for a moment that can be told from others.
    await practice.book(7)
    await practice.upload(PDF.replace(b"%%EOF", b"%later\n%%EOF"))
    await wait_until_quiet(practice.dsn)
    assert practice.server.stop() == 0
    with backed.database() as alone:
        then = await read_tables(alone.dsn())
        second = await server_time(alone.dsn())
    files = stored_files(backed.data / "attachments")
    assert len(files) == 2

    practice.restart()
    await practice.book(6)
    await practice.upload(PDF.replace(b"%%EOF", b"%latest\n%%EOF"))
    backed.wait_until_covered(await server_time(practice.dsn))
    kill_everything(practice.server)
    _lose(backed)

    _hides(backed.folder.path, CANARY)
    _refuses_a_changed_log(backed, second)
    words = ("--at", second.isoformat(), "--keys", str(keys))
    done = backed.praxis("restore", str(backed.folder.path), *words)
    assert done.returncode == 0, done.stderr
    with backed.database() as restored:
        now = await read_tables(restored.dsn())
        await _check_made_safe(restored.dsn(), then)
    assert {name: rows for name, rows in now.items() if name not in TOUCHED} == {
        name: rows for name, rows in then.items() if name not in TOUCHED
    }
    assert then["appointments"][0] == 1 + 12
    assert stored_files(backed.data / "attachments") == files
    await _serves_again(practice)


def _lose(backed: Backed) -> None:
    shutil.rmtree(settle(backed.data / "postgres").folder)
    shutil.rmtree(backed.data)


def _refuses_a_changed_log(backed: Backed, second: datetime) -> None:
    path = max(backed.folder.wal.rglob("0*.sealed"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = backed.praxis("restore", str(backed.folder.path), "--at", second.isoformat())
    path.write_bytes(whole)
    assert done.returncode == 1
    assert f"the segment …{path.name[8:24]} is damaged" in done.stderr
    assert not (settle(backed.data / "postgres").folder / "cluster").exists()
    assert not (backed.data / "attachments").exists()


def _hides(folder: Path, canary: str) -> None:
    """Neither in clear nor anywhere in a name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 4
    for path in files:
        assert canary not in str(path)
        assert canary.encode() not in path.read_bytes()


async def _check_made_safe(dsn: str, then: dict[str, tuple[int, str]]) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        open_sessions = await connection.fetchval(
            "SELECT count(*) FROM sessions WHERE revoked_at IS NULL"
        )
        assert open_sessions == 0
        assert await connection.fetchval("SELECT count(*) FROM message_holds") == 1
        events = await connection.fetchval("SELECT count(*) FROM audit_events")
        assert events == then["audit_events"][0] + 1
        last = await connection.fetchval("SELECT action FROM audit_events ORDER BY id DESC LIMIT 1")
        assert last == "backup.restored"
    finally:
        await connection.close()


async def _serves_again(practice: Running) -> None:
    """New bookings are taken, the chain goes on, and the log goes into an archive of its own."""
    archives = {path.name for path in practice.backed.folder.wal.iterdir()}
    practice.restart()
    practice.booked = 12
    await practice.book(3)
    made = practice.backed.praxis("backup")
    assert made.returncode == 0, made.stderr
    practice.backed.wait_until_covered(await server_time(practice.dsn))
    assert practice.server.stop() == 0
    after = {path.name for path in practice.backed.folder.wal.iterdir()}
    assert len(after - archives) == 1
    with practice.backed.database() as server:
        database = Database(server.dsn(), pool_size=1)
        report = await database.read(verify)
        await database.close()
    assert report.ok, report.faults
