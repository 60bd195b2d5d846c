"""How fast messages go: `script/bench notifications`.

Each figure is of the real thing: `praxis serve`, with Redis, `praxis worker` and `praxis beat` in
the scaled mode, PostgreSQL with fsync, and a real SMTP server in this process. News wait no time
for company here; what a practice has them wait (10 s) comes on top.
"""

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import typer
from rich.table import Table

from bench.kit.command import run
from bench.kit.results import Run, out
from bench.streams import measure_streams
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.db.embedded import EmbeddedServer
from praxis.kit.ids import new_uid
from praxis.kit.outbox.dispatcher import Dispatcher
from praxis.kit.outbox.messages import Subscription
from praxis.live.subscriber import TOPICS, tell_streams
from praxis.migrations.upgrade import upgrade
from praxis.notifications.subscriber import subscriptions
from tests.factories.availability import make_practice
from tests.factories.identity import PASSWORD_HASH
from tests.factories.reminders import make_due_reminders
from tests.support.deployment import deployed
from tests.support.mail import mail_server
from tests.support.server import SECRET

T = TypeVar("T")

MODES = ("embedded", "celery")

ADD_EVENTS = """
    WITH happened AS (
        INSERT INTO appointment_events (appointment_id, at, kind, to_status, actor_role)
        SELECT id, now(), 'booked', 'confirmed', 'staff' FROM appointments
        RETURNING id, appointment_id)
    INSERT INTO outbox_messages (uid, topic, payload)
    SELECT gen_random_uuid(), 'scheduling.appointment_booked',
           jsonb_build_object(
               'appointment_id', appointment_id, 'event_id', id, 'sequence', 0) FROM happened
"""

ADD_USERS = """
    INSERT INTO users (uid, email, full_name, password_hash, role)
    SELECT uid, uid || '@example.org', 'Somebody', $2, 'patient' FROM unnest($1::uuid[]) uid
"""


class Figures:
    """Results by name, with what they are of."""

    def __init__(self, benchmark: str, options: Mapping[str, object]) -> None:
        self._run = Run(benchmark, options)
        self.rows: dict[str, dict[str, Any]] = {}

    def write(self, table: str | None = None) -> Path:
        """Keep them in `var/bench`; returns the path of the JSON."""
        return self._run.write(self.rows, table)

    def add(self, name: str, **values: object) -> None:
        self.rows[name] = values
        out.print(f"[bold]{name}[/]", values)


@contextmanager
def ground() -> Iterator[tuple[Path, EmbeddedServer]]:
    """A folder that PostgreSQL's own user can reach, and one with fsync in it."""
    folder = Path(tempfile.mkdtemp(prefix="praxis-bench-"))
    folder.chmod(0o711)
    try:
        with EmbeddedServer(
            folder / "pg", shared_root=folder / "shared", settings={"fsync": "on"}
        ) as server:
            yield folder, server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(value * 1000 for value in seconds)
    return {
        "p50_ms": round(statistics.median(ordered), 1),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 1),
        "max_ms": round(ordered[-1], 1),
    }


async def on(dsn: str, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    database = Database(dsn)
    try:
        return await work(database)
    finally:
        await database.close()


async def fresh(server: EmbeddedServer, name: str) -> str:
    """A migrated database of this name."""
    await on(server.dsn(), lambda d: d.read(lambda r: r.sql.execute(f"CREATE DATABASE {name}")))
    dsn = server.dsn(name)
    await upgrade(dsn)
    return dsn


async def due(dsn: str, count: int) -> None:
    async def make(database: Database) -> None:
        practice = await make_practice(database)
        await make_due_reminders(database, practice, count, now=SystemClock().now())

    await on(dsn, make)


async def measure_dispatcher(dsn: str, events: int) -> dict[str, Any]:
    """What happened becomes mails, bells and live events, in one process with nothing beside it."""

    async def run(database: Database) -> float:
        practice = await make_practice(database)
        await make_due_reminders(database, practice, events, now=SystemClock().now())
        await database.transact(lambda unit: unit.sql.execute(ADD_EVENTS))
        those = (*subscriptions(timedelta(0)), Subscription(TOPICS, tell_streams))
        begun = time.perf_counter()
        told = await Dispatcher(database, SystemClock(), those).drain()
        seconds = time.perf_counter() - begun
        if told != events:
            raise RuntimeError(f"{told} of {events} were told")
        return seconds

    seconds = await on(dsn, run)
    return {"events": events, "per_second": round(events / seconds)}


def measure_reminders(mode: str, folder: Path, dsn: str, count: int) -> dict[str, Any]:
    """So many reminders come due within one minute; from the first look until the last is there."""
    asyncio.run(due(dsn, count))
    with mail_server() as mail, deployed(mode, folder, dsn, mail):
        begun = time.perf_counter()
        received = mail.wait_for(count, 900)
        seconds = time.perf_counter() - begun
        first, last = received[0].at, received[-1].at
        reached = len({one.recipients for one in received})
        if reached != count:
            raise RuntimeError(f"{reached} of {count} were reached")
    return {
        "reminders": count,
        "all_sent_after_s": round(seconds, 1),
        "mails_per_second": round(count / (last - first)),
    }


def measure_delay(mode: str, folder: Path, dsn: str, count: int) -> dict[str, Any]:
    """From the answer to a request until its mail is at the SMTP server, one after the other."""
    uids = [new_uid() for _ in range(count)]

    async def add(unit: UnitOfWork) -> None:
        await unit.sql.execute(ADD_USERS, uids, PASSWORD_HASH)

    asyncio.run(on(dsn, lambda database: database.transact(add)))
    answered: dict[str, float] = {}
    with mail_server() as mail, deployed(mode, folder, dsn, mail) as deployment:
        time.sleep(3)
        with httpx.Client(base_url=f"{deployment.base_url}/api/v1") as client:
            for number, uid in enumerate(uids):
                email = f"{uid}@example.org"
                client.post("/auth/password/forgot", json={"email": email}).raise_for_status()
                answered[email] = time.time()
                # Not in step with anything that polls.
                time.sleep(0.03 + 0.04 * (number * 0.618 % 1))
        received = mail.wait_for(count, 60)
    return {
        "mails": count,
        **percentiles([one.at - answered[one.recipients[0]] for one in received]),
    }


def show(figures: Figures) -> None:
    table = Table("figure", "result", title="Messages")
    for name, values in figures.rows.items():
        table.add_row(name, ", ".join(f"{key} {value}" for key, value in values.items()))
    out.print(table)


def main(
    reminders: int = typer.Option(10_000, min=1, help="due within one minute"),
    mails: int = typer.Option(300, min=1, help="one after the other, for the delay of one"),
    streams: int = typer.Option(1000, min=1, help="open at once"),
    events: int = typer.Option(10_000, min=1, help="through the dispatcher alone"),
) -> None:
    """Measure messages: the dispatcher, both modes, reminders, and live streams.

    Takes about four minutes.
    """
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    figures = Figures("notifications", dict(locals()))
    with ground() as (folder, server):
        dsn = asyncio.run(fresh(server, "dispatcher"))
        figures.add("dispatcher", **asyncio.run(measure_dispatcher(dsn, events)))
        for mode in MODES:
            dsn = asyncio.run(fresh(server, f"delay_{mode}"))
            place = folder / f"delay-{mode}"
            place.mkdir()
            figures.add(f"delay, {mode}", **measure_delay(mode, place, dsn, mails))
        for mode in MODES:
            dsn = asyncio.run(fresh(server, f"reminders_{mode}"))
            place = folder / f"reminders-{mode}"
            place.mkdir()
            figures.add(f"reminders, {mode}", **measure_reminders(mode, place, dsn, reminders))
        figures.add("streams", **_streams(server, folder, streams))
    show(figures)
    figures.write()


def _streams(server: EmbeddedServer, folder: Path, streams: int) -> dict[str, Any]:
    dsn = asyncio.run(fresh(server, "streams"))
    with mail_server() as mail, deployed("embedded", folder / "streams", dsn, mail) as deployment:
        return asyncio.run(
            measure_streams(
                dsn,
                deployment.base_url,
                SECRET,
                server_pid=deployment.server.process.pid if deployment.server else None,
                streams=streams,
            )
        )


if __name__ == "__main__":
    run(main, "notifications")
