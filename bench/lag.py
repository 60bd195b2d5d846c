"""How soon what was cancelled is offered again, and whether what was booked still is.

By a server that does all that it does: hours, bells, mails, reports and what is kept of free time.
"""

import time
from datetime import datetime, timedelta

import asyncpg
import httpx

from bench.kit.direct import Direct
from bench.kit.errors import BenchError
from bench.kit.machine import Cpu
from bench.kit.postgres import Ground
from bench.kit.practice import SPECIALTY_NAMES, Practice
from bench.kit.results import Results, Target, step
from bench.kit.rounds import percentile
from bench.kit.server import Running, praxis
from praxis.identity.models import Role

NEVER = Target(at_most=0)
# Reports of millions of new visits are counted first; what is measured then is the usual day.
SETTLE_SECONDS = 600.0
WATCHED_SECONDS, RESTING_SHARE = 3.0, 0.1
PATIENCE_SECONDS = 30.0
MINUTES = 30
WATCHED = SPECIALTY_NAMES[2]
# Of different doctors, and far enough ahead; the patient of the visit books its time again.
BOOKED = """
    SELECT DISTINCT ON (a.doctor_id) a.uid, d.uid AS doctor, p.uid AS patient, a.starts_at
    FROM appointments a
    JOIN doctors d ON d.id = a.doctor_id JOIN patients p ON p.id = a.patient_id
    WHERE a.status = 'confirmed' AND a.starts_at > now() + interval '10 days'
      AND d.specialty = $1 AND a.duration_minutes = 30
    ORDER BY a.doctor_id, a.starts_at LIMIT $2
"""


class Watch:
    """One time of one doctor, as a patient sees it."""

    def __init__(self, client: httpx.Client, practice: Practice) -> None:
        self._client = client
        self._kind = str(practice.visit_type_uids[1])

    def is_offered(self, doctor: str, starts_at: datetime) -> bool:
        ends_at = starts_at + timedelta(minutes=MINUTES)
        params: dict[str, str | int] = {
            "visit_type_id": self._kind,
            "from": starts_at.isoformat(),
            "to": ends_at.isoformat(),
            # Of everybody, more may be free at one time than an answer holds.
            "specialty": WATCHED,
            "limit": 200,
        }
        answer = self._client.get("/slots", params=params).raise_for_status()
        return any(
            item["doctor_id"] == doctor and datetime.fromisoformat(item["starts_at"]) == starts_at
            for item in answer.json()["items"]
        )

    def until_offered(self, doctor: str, starts_at: datetime) -> float:
        """Seconds from now until an answer has it."""
        begun = time.perf_counter()
        while not self.is_offered(doctor, starts_at):
            if time.perf_counter() - begun > PATIENCE_SECONDS:
                raise BenchError(f"A time that was cancelled is not offered: {doctor} {starts_at}")
        return time.perf_counter() - begun


def measure_lag(results: Results, ground: Ground, dsn: str, practice: Practice, times: int) -> None:
    """Through a server that does everything: cancel and wait, book and look at once."""
    with Direct(dsn) as direct, praxis(dsn) as server:
        with step("the server's own jobs, until they rest"):
            _wait_until_rests(server, ground.pid)
        rows = direct.once(lambda reader: reader.sql.fetch(BOOKED, WATCHED, times))
        headers = {"Authorization": f"Bearer {practice.token(Role.STAFF)}"}
        base = f"{server.base_url}/api/v1"
        with httpx.Client(base_url=base, headers=headers, timeout=60) as client:
            watch = Watch(client, practice)
            lags, still_offered = [], 0
            for row in rows:
                lags.append(_cancel(client, watch, row))
                still_offered += _book(client, watch, practice, row)
        if faults := server.faults():
            raise BenchError(f"The server failed: {faults[:3]}")
    basis = f"{len(lags)} times, from the answer on"
    for share in (0.5, 0.99):
        name = f"a cancelled time is offered again, p{share * 100:.0f}"
        results.add(name, percentile(lags, share) * 1000, unit="ms", basis=basis)
    results.add("booked times still offered", still_offered, target=NEVER, basis=basis)


def _wait_until_rests(server: Running, database_pid: int | None) -> None:
    """Whatever else the machine does: the server and its database take little of it."""
    trees = {"server": server.pid} | ({"database": database_pid} if database_pid else {})
    deadline = time.monotonic() + SETTLE_SECONDS
    used = WATCHED_SECONDS
    while used > RESTING_SHARE * WATCHED_SECONDS and time.monotonic() < deadline:
        cpu = Cpu.of(**trees)
        time.sleep(WATCHED_SECONDS)
        used = sum(cpu.since().values())


def _cancel(client: httpx.Client, watch: Watch, row: asyncpg.Record) -> float:
    path = f"/appointments/{row['uid']}/cancel"
    client.post(path, json={"reason": "Bench"}).raise_for_status()
    return watch.until_offered(str(row["doctor"]), row["starts_at"])


def _book(client: httpx.Client, watch: Watch, practice: Practice, row: asyncpg.Record) -> bool:
    """Book the time that was cancelled; returns whether it is offered once more."""
    body = {
        "doctor_id": str(row["doctor"]),
        "patient_id": str(row["patient"]),
        "visit_type_id": str(practice.visit_type_uids[1]),
        "starts_at": row["starts_at"].isoformat(),
    }
    answer = client.post("/appointments", json=body)
    if answer.status_code != httpx.codes.CREATED:
        raise BenchError(f"A free time could not be booked: {answer.text}")
    return watch.is_offered(str(row["doctor"]), row["starts_at"])
