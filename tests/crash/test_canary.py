"""A patient who would be recognised anywhere, and everything that Praxis writes beside its data.

Every value of this patient has "canary" in it, or one telephone number. They go through all that is
done with patients, right and wrong, and then nothing of them may be in a log, a figure, a span, the
broker, or the log of PostgreSQL.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import redis

from praxis.directory.patients.models import Patient
from praxis.identity.models import Role, User
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.kit.db.embedded import EmbeddedServer
from praxis.migrations.upgrade import upgrade
from praxis.settings.groups import AuthSettings
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_patient
from tests.factories.files import PDF
from tests.factories.identity import PASSWORD, make_user
from tests.factories.records import Visit, make_visit
from tests.integration.health.test_metrics import READER, TOKEN
from tests.integration.kit.db.embedded_support import ground
from tests.support.api import open_session
from tests.support.booking import booking
from tests.support.collector import Collector, collecting
from tests.support.deployment import Deployment
from tests.support.mail import MailServer, mail_server
from tests.support.redis_monitor import listening
from tests.support.server import SECRET

pytestmark = pytest.mark.alone

CLOCK = SystemClock()
NUMBER = "1712345678"
MARKS = ("canary", NUMBER)
PATIENT = {
    "full_name": "Canary Ferdousi",
    "email": "canary.patient@example.org",
    "mobile": f"+880{NUMBER}",
    "address": "Canary Lane 7",
    "insurance_provider": "Canary Mutual",
    "insurance_number": "CANARY-1",
    "emergency_contact_name": "Canary Uncle",
}
BACKGROUND = {"allergies": "canary seeds", "medical_history": "canary fever in childhood"}
RECORD = {
    "diagnosis": "Canary syndrome",
    "prescription": [{"medicine": "Canaryol", "dose": "1 canary", "frequency": "canarily"}],
    "notes": "canary in the notes",
}

# Ways to fail that need somebody to have broken something.
BREAK_A_RULE = "ALTER TABLE patients ADD CONSTRAINT broken CHECK (full_name NOT LIKE '%Broken%')"
# The second one quotes the value in the very words of its error.
HINDER = """
    CREATE FUNCTION hinder() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.full_name LIKE '%Slow%' THEN
            PERFORM pg_sleep(20);
        ELSIF NEW.full_name LIKE '%Quoted%' THEN
            NEW.id := NEW.full_name::bigint;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER hinder BEFORE INSERT ON patients FOR EACH ROW EXECUTE FUNCTION hinder();
"""


@dataclass
class Watched(Deployment):
    """A deployment that says as much as it can."""

    collector: Collector = field(default_factory=Collector)

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **super().environment,
            **self.collector.environment,
            "PRAXIS_LOG_LEVEL": "debug",
            "PRAXIS_METRICS__TOKEN": TOKEN,
        }


@dataclass
class Scene:
    deployment: Watched
    database: Database
    postgres_log: Path
    mail: MailServer

    async def caller(self, user: User) -> httpx.AsyncClient:
        tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
        token = await open_session(self.database, tokens, CLOCK, user)
        return httpx.AsyncClient(
            base_url=self.deployment.base_url + "/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )


@contextmanager
def watched(mode: str, folder: Path) -> Iterator[Scene]:
    with (
        mail_server() as mail,
        EmbeddedServer(folder / "postgres", shared_root=folder / "shared") as postgres,
        collecting() as collector,
    ):
        asyncio.run(upgrade(postgres.dsn()))
        deployment = Watched(mode, folder / "praxis", postgres.dsn(), mail, collector=collector)
        try:
            deployment.start()
            database = Database(postgres.dsn(), pool_size=2)
            yield Scene(deployment, database, postgres.log_path, mail)
        finally:
            deployment.stop()


@pytest.mark.parametrize("mode", ["embedded", "celery"])
def test_nothing_of_a_patient_is_written_beside_the_data(mode: str) -> None:
    with ground() as folder, watched(mode, folder) as scene:
        with listening(scene.deployment.redis) as told:
            asyncio.run(_live(scene))
        metrics = httpx.get(f"{scene.deployment.base_url}/metrics", headers=READER).text
        scene.deployment.collector.wait_for("POST /patients")
        kept = _kept(scene.deployment)
        scene.deployment.stop()

        written = {
            **{path.name: path.read_text() for path in (folder / "praxis").rglob("*.log")},
            "postgres.log": scene.postgres_log.read_text(),
            "metrics": metrics,
            "spans": scene.deployment.collector.received.decode("utf-8", "replace"),
            "told to the broker": "\n".join(told),
            "kept by the broker": kept,
        }
        _check_that_it_happened(scene.deployment, written)
        found = {
            name: [line for line in text.splitlines() if any(m in line.lower() for m in MARKS)]
            for name, text in written.items()
        }
        assert {name: lines for name, lines in found.items() if lines} == {}


def _check_that_it_happened(deployment: Watched, written: Mapping[str, str]) -> None:
    """What was not written would hold nothing."""
    server = written["server.log"]
    for kind in ("CheckViolationError", "constraint_name=broken", "InvalidTextRepresentationError"):
        assert kind in server, kind
    for status in (201, 404, 409, 413, 422, 500, 503):
        assert f'"status": {status}' in server, status
    assert "ready to accept connections" in written["postgres.log"]
    assert "praxis_bookings_total" in written["metrics"]
    assert b"database transact" in deployment.collector.received
    if deployment.mode == "celery":
        # While all of it happened, and what a message holds is read.
        assert "praxis.look" in written["told to the broker"]
        assert '"callbacks"' in written["told to the broker"]
        assert {"worker.log", "beat.log"} <= written.keys()


async def _live(scene: Scene) -> None:
    """All that happens to the patient."""
    practice = await make_practice(scene.database, hours=(0, 24 * 60))
    account = await make_user(
        scene.database, full_name="Canary Ferdousi", email="canary@example.org"
    )
    patient = await make_patient(scene.database, account, full_name="Canary Ferdousi")
    visit = await make_visit(
        scene.database,
        doctor=practice.doctor,
        account=account,
        patient=patient,
        starts_at=CLOCK.now() - timedelta(hours=1),
    )
    scene.mail.answers["canary@example.org"] = "550 5.1.1 <canary@example.org> is not known here"
    desk = await scene.caller(await make_user(scene.database, Role.STAFF))
    admin = await scene.caller(await make_user(scene.database, Role.ADMIN))
    owner = await scene.caller(account)
    doctor = await scene.caller(practice.doctor.user)
    async with desk, owner, doctor, admin:
        await _tell_of_oneself(owner, patient)
        await _book_move_and_cancel(owner, practice)
        await _write_a_record(doctor, visit)
        await _break_the_glass(desk, admin, patient)
        await _show_who_it_is(owner)
        await _make_a_key(admin)
        await _search(desk)
        await _make_mistakes(owner, desk, practice)
        await _meet_faults(desk, scene)
        await _register(desk)
    await _until_mails_failed(scene)
    await scene.database.close()


async def _tell_of_oneself(owner: httpx.AsyncClient, patient: Patient) -> None:
    path = f"/patients/{patient.uid}"
    version = {"If-Match": (await owner.get(path)).headers["etag"]}
    told = await owner.patch(path, json=BACKGROUND, headers=version)
    assert told.status_code == 200, told.text


async def _book_move_and_cancel(owner: httpx.AsyncClient, practice: Practice) -> None:
    told = {"reason": "canary cough", "symptoms": "canary rash", "notes": "canary please"}
    day = (CLOCK.now() + timedelta(days=3)).replace(hour=6, minute=0, second=0, microsecond=0)
    response = await owner.post("/appointments", json=booking(practice, day, **told))
    assert response.status_code == 201, response.text
    path, version = f"/appointments/{response.json()['id']}", response.headers["etag"]
    moved = {"starts_at": (day + timedelta(hours=1)).isoformat(), "reason": "canary hours"}
    response = await owner.post(f"{path}/reschedule", json=moved, headers={"If-Match": version})
    assert response.status_code == 200, response.text
    assert (await owner.get(path)).status_code == 200
    cancelled = await owner.post(f"{path}/cancel", json={"reason": "canary is well again"})
    assert cancelled.status_code == 200, cancelled.text


async def _write_a_record(doctor: httpx.AsyncClient, visit: Visit) -> None:
    content = {"appointment_id": str(visit.appointment.uid), **RECORD}
    response = await doctor.post("/medical-records", json=content)
    assert response.status_code == 201, response.text
    path = f"/medical-records/{response.json()['id']}"
    file = {"file": ("canary-xray.pdf", PDF + b"canary", "application/pdf")}
    assert (await doctor.post(f"{path}/attachments", files=file)).status_code == 201
    wrong = {"file": ("canary.svg", b"<svg>canary</svg>", "image/svg+xml")}
    assert (await doctor.post(f"{path}/attachments", files=wrong)).status_code == 415
    assert (await doctor.get(path)).status_code == 200


async def _break_the_glass(
    desk: httpx.AsyncClient, admin: httpx.AsyncClient, patient: Patient
) -> None:
    reason = {"reason": "The canary lies unconscious at the door"}
    opened = await desk.post(f"/patients/{patient.uid}/break-glass", json=reason)
    assert opened.status_code == 201, opened.text
    records = await desk.get(f"/patients/{patient.uid}/medical-records")
    assert records.status_code == 200, records.text
    path = f"/break-glass/{opened.json()['id']}/review"
    outcome = {"outcome": "justified", "note": "The canary was asked"}
    reviewed = await admin.post(path, json=outcome)
    assert reviewed.status_code == 200, reviewed.text


async def _show_who_it_is(somebody: httpx.AsyncClient) -> None:
    """With the wrong password, a proof of nothing, and then the right one."""
    for status, proof in (
        (422, {"password": "canary guess"}),
        (422, {"recovery_code": "canar-ycode"}),
        (422, {"password": "canary " * 100}),
        (200, {"password": PASSWORD}),
    ):
        answer = await somebody.post("/auth/step-up", json=proof)
        assert answer.status_code == status, (status, answer.text)


async def _make_a_key(admin: httpx.AsyncClient) -> None:
    expires_at = (CLOCK.now() + timedelta(days=9)).isoformat()
    wanted = {"name": "canary laboratory", "scopes": ["patients:read"], "expires_at": expires_at}
    made = await admin.post("/api-keys", json=wanted)
    assert made.status_code == 200, made.text
    key = {"Authorization": f"Bearer {made.json()['key']}"}
    found = await admin.post("/patients/search", json={"q": "canary"}, headers=key)
    assert found.status_code == 200, found.text
    ended = await admin.delete(f"/api-keys/{made.json()['id']}")
    assert ended.status_code == 204, ended.text


async def _search(desk: httpx.AsyncClient) -> None:
    for answer in (
        await desk.post("/patients/search", json={"q": "canary"}),
        await desk.get("/patients", params={"q": f"canary {NUMBER}"}),
    ):
        assert answer.status_code == 200, answer.text


async def _make_mistakes(
    owner: httpx.AsyncClient, desk: httpx.AsyncClient, practice: Practice
) -> None:
    day = (CLOCK.now() + timedelta(days=4)).replace(hour=6, minute=0, second=0, microsecond=0)
    told = booking(practice, day, reason="canary cough")
    assert (await owner.post("/appointments", json=told)).status_code == 201
    assert (await owner.post("/appointments", json=told)).status_code == 409
    for status, response in (
        (422, await desk.post("/patients", json={**PATIENT, "email": "canary@@"})),
        (422, await desk.post("/patients", json={**PATIENT, "canary": "canary"})),
        (422, await desk.post("/patients", content=b'{"full_name": "Canary', headers=JSON)),
        (404, await desk.get("/canary-ferdousi", params={"name": "canary"})),
        (413, await desk.post("/patients", content=b'"' + b"canary" * 100_000, headers=JSON)),
        (
            401,
            await owner.post("/auth/login", json={"email": "canary@example.org", "password": "x"}),
        ),
    ):
        assert response.status_code == status, (status, response.text)


JSON = {"Content-Type": "application/json"}


async def _meet_faults(desk: httpx.AsyncClient, scene: Scene) -> None:
    connection = await asyncpg.connect(scene.deployment.dsn)
    for statement in (BREAK_A_RULE, HINDER):
        await connection.execute(statement)
    for status, name in ((500, "Canary Broken"), (500, "Canary Quoted"), (503, "Canary Slow")):
        response = await desk.post("/patients", json={**PATIENT, "full_name": name})
        assert response.status_code == status, response.text
        assert not any(mark in response.text.lower() for mark in MARKS)
    await connection.execute("ALTER TABLE patients DROP CONSTRAINT broken")
    await connection.execute("DROP TRIGGER hinder ON patients")
    await connection.close()


async def _register(desk: httpx.AsyncClient) -> None:
    created = await desk.post("/patients", json=PATIENT)
    assert created.status_code == 201, created.text


async def _until_mails_failed(scene: Scene) -> None:
    """The server for mail has refused what was for the patient."""
    for _ in range(200):
        async with scene.database.reading() as reader:
            dead = await reader.sql.fetchval("SELECT count(*) FROM mails WHERE outcome = 'dead'")
        if dead:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("no mail was given up")


def _kept(deployment: Watched) -> str:
    """All that Redis holds at the end, in memory and on disk."""
    if deployment.redis is None:
        return ""
    client: Any = redis.Redis.from_url(deployment.redis.url)
    lines = [repr((key, client.dump(key))) for key in client.keys("*")]
    client.save()
    client.close()
    lines += [path.read_bytes().decode("latin-1") for path in deployment.redis.folder.glob("*.rdb")]
    assert len(lines) > 1
    return "\n".join(lines)
