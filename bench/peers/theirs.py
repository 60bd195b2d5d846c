"""django-appointment: installed, filled, served by gunicorn, and used as its own pages use it."""

import json
import os
import re
import secrets
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from urllib.request import urlopen

import asyncpg

from bench.peers.agenda import CLOSES, LUNCH, MINUTES, OPENS, STEP, Agenda, Visit
from bench.peers.client import Line, Unexpected
from tests.support.server import free_port

SITE = Path(__file__).with_name("site")
READY_SECONDS = 30.0
THREADS = 4
PAGES = "/appointment"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
# Of the two posts that its pages make.
CLIENT = {
    "name": "Client One",
    "phone_0": "US",
    "phone_1": "2015550123",
    "address": "",
    "additional_info": "",
    "payment_type": "full",
}


@dataclass
class Peer:
    """`sessions`: one for each client, who has signed in. `tokens`: what its forms carry."""

    dsn: str
    base_url: str
    pid: int
    service: int
    doctors: list[int]
    sessions: list[str]
    tokens: dict[int, tuple[str, str]] = field(default_factory=dict)

    async def search(self, line: Line, doctor: int, day: date) -> list[str]:
        """As its page asks for a day that is clicked on."""
        asked = {
            "selected_date": day.isoformat(),
            "staff_member": self.doctors[doctor],
            "service_id": self.service,
        }
        headers = {"x-requested-with": "XMLHttpRequest", "cookie": f"sessionid={self.sessions[0]}"}
        target = f"{PAGES}/ajax/available_slots/?{urlencode(asked)}"
        answer = (await line.ask("GET", target, headers)).must_be(200)
        return [when[11:16] for when, _ in json.loads(answer.body)["available_slots"]]

    async def enter(self, line: Line, client: int) -> None:
        """Open the page that booking begins with, and keep what its forms carry."""
        cookie = {"cookie": f"sessionid={self.sessions[client]}"}
        answer = (await line.ask("GET", f"{PAGES}/request/{self.service}/", cookie)).must_be(200)
        token = TOKEN.search(answer.body)
        if token is None:
            raise Unexpected("no token in the page that booking begins with")
        kept = answer.headers["set-cookie"].partition(";")[0]
        self.tokens[client] = (token[1].decode(), f"{kept}; sessionid={self.sessions[client]}")

    async def book(self, line: Line, visit: Visit) -> bool:
        """Its two posts: the time, then who comes."""
        page = await self._choose(line, visit)
        thanks = await self._finish(line, visit, page)
        return "/thank-you/" in thanks

    async def book_whole(self, line: Line, visit: Visit) -> None:
        """With the page of the second form, and the page at the end, which mails the client."""
        page = await self._choose(line, visit)
        await self._open(line, visit, page)
        await self._open(line, visit, await self._finish(line, visit, page))

    async def _choose(self, line: Line, visit: Visit) -> str:
        return await self._post(
            line,
            visit.client,
            f"{PAGES}/request-submit/",
            {
                "staff_member": str(self.doctors[visit.doctor]),
                "appointment_request_id": "",
                "date": visit.starts_at.date().isoformat(),
                "start_time": f"{visit.starts_at:%H:%M}",
                "end_time": f"{visit.ends_at:%H:%M}",
                "service": str(self.service),
                "reason_for_rescheduling": "",
            },
        )

    async def _finish(self, line: Line, visit: Visit, page: str) -> str:
        return await self._post(line, visit.client, page, CLIENT)

    async def _post(self, line: Line, client: int, target: str, form: Mapping[str, str]) -> str:
        token, cookie = self.tokens[client]
        headers = {"cookie": cookie, "content-type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrfmiddlewaretoken": token, **form}).encode()
        answer = (await line.ask("POST", target, headers, body)).must_be(302)
        return answer.headers["location"]

    async def _open(self, line: Line, visit: Visit, target: str) -> None:
        _, cookie = self.tokens[visit.client]
        (await line.ask("GET", target, {"cookie": cookie})).must_be(200)

    async def settle(self) -> None:
        """It does everything before it answers."""

    async def count(self) -> int:
        connection = await asyncpg.connect(self.dsn)
        try:
            found = await connection.fetchval("SELECT count(*) FROM appointment_appointment")
        finally:
            await connection.close()
        return int(found)


@contextmanager
def peer(programs: Path, dsn: str, agenda: Agenda, workers: int) -> Iterator[Peer]:
    """The peer on the empty database at `dsn`, with `agenda` in it."""
    variables = {**os.environ, **_settings(dsn)}
    _django(programs, variables, "makemigrations", "appointment")
    _django(programs, variables, "migrate")
    rows = _fill(programs, variables, agenda)
    port = free_port()
    words = f"--workers {workers} --worker-class gthread --threads {THREADS} --keep-alive 75"
    served = "django.core.wsgi:get_wsgi_application()"
    process = subprocess.Popen(  # noqa: S603 -- of the environment that the bench made
        [
            programs / "gunicorn",
            *words.split(),
            *("--bind", f"127.0.0.1:{port}", "--log-level", "warning", served),
        ],
        cwd=SITE,
        env=variables,
        stdout=subprocess.DEVNULL,
    )
    try:
        base_url = f"http://127.0.0.1:{port}"
        _wait_until_ready(process, f"{base_url}{PAGES}/request/{rows['service']}/")
        found = (rows["service"], rows["doctors"], rows["sessions"])
        yield Peer(dsn, base_url, process.pid, *found)
    finally:
        process.terminate()
        process.wait(30)


def _settings(dsn: str) -> dict[str, str]:
    parts = urlsplit(dsn)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "DJANGO_SETTINGS_MODULE": "settings",
        "PEER_SECRET_KEY": secrets.token_urlsafe(50),
        "PEER_DATABASE": unquote(parts.path.lstrip("/")),
        "PEER_HOST": asked.get("host") or parts.hostname or "",
        "PEER_PORT": asked.get("port") or str(parts.port or 5432),
        "PEER_USER": asked.get("user") or unquote(parts.username or ""),
        "PEER_PASSWORD": asked.get("password") or unquote(parts.password or ""),
        "PYTHONDONTWRITEBYTECODE": "",
    }


def _django(programs: Path, variables: Mapping[str, str], *words: str) -> None:
    # Its documentation has the app's migrations made where it is installed.
    _python(programs, variables, "-m", "django", *words)


def _fill(programs: Path, variables: Mapping[str, str], agenda: Agenda) -> dict[str, Any]:
    told = {
        "minutes": MINUTES,
        "step": STEP,
        "clients": agenda.clients,
        "doctors": [_doctor(agenda, number) for number in range(agenda.doctors)],
    }
    said = _python(programs, variables, "seed.py", told=json.dumps(told))
    rows: dict[str, Any] = json.loads(said.splitlines()[-1])
    return rows


def _doctor(agenda: Agenda, number: int) -> dict[str, Any]:
    lunch = [f"{at:%H:%M}" for at in LUNCH]
    return {
        "name": f"Doctor {number}",
        "opens": f"{OPENS:%H:%M}",
        "closes": f"{CLOSES:%H:%M}",
        "breaks": [[day.isoformat(), *lunch] for day in agenda.days],
        "taken": [
            [v.starts_at.date().isoformat(), f"{v.starts_at:%H:%M}", f"{v.ends_at:%H:%M}"]
            for v in agenda.taken
            if v.doctor == number
        ],
    }


def _python(programs: Path, variables: Mapping[str, str], *words: str, told: str = "") -> str:
    done = subprocess.run(  # noqa: S603 -- of the environment that the bench made
        [programs / "python", *words],
        cwd=SITE,
        env=variables,
        input=told,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Unexpected(f"{words[-1]}: {done.stderr[-2000:]}")
    return done.stdout


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=5):  # noqa: S310 -- of this machine
                return
        except OSError:
            time.sleep(0.1)
    raise Unexpected("gunicorn does not answer; what it said stands above")
