"""How fast reports come: `script/bench reports`.

The overview of a practice of so many visits, through the API of a real server in another process,
on PostgreSQL with fsync, while the server's own jobs run. First with all that is kept, then with a
share of the doctors changed in the months around today and not counted anew, and at last with
nothing kept at all, which is right after an upgrade.
"""

import asyncio
import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import typer

from bench.notifications import Figures, fresh, ground, on, percentiles, show
from bench.report_data import fill
from praxis.identity.models import Role
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.db.embedded import EmbeddedServer
from praxis.settings import AuthSettings
from tests.factories.identity import make_user
from tests.support.api import open_session
from tests.support.server import SECRET, start_server

RESULTS = Path("var/bench/reports.json")
TARGET_MS = 300
PERIODS: Mapping[str, tuple[date, date]] = {
    "a month": (date(2026, 10, 1), date(2026, 10, 31)),
    "a quarter": (date(2026, 7, 1), date(2026, 9, 30)),
    "a year": (date(2025, 1, 1), date(2025, 12, 31)),
    "three years": (date(2024, 1, 1), date(2026, 12, 31)),
    "a year from the 15th": (date(2025, 1, 15), date(2026, 1, 14)),
}
KEPT = """
    SELECT (SELECT count(*) FROM report_months WHERE month BETWEEN '2024-01-01' AND '2026-12-01')
           = 36 AND (SELECT count(*) FROM report_open_doctors) = $1
       AND EXISTS (SELECT FROM report_first_visits_known)
"""
MARK = """
    INSERT INTO report_stale_months (doctor_id, month)
    SELECT d.id, m::date FROM (SELECT id FROM doctors ORDER BY id LIMIT $1) d
    CROSS JOIN generate_series('2026-10-01'::date, '2026-12-01', interval '1 month') m
"""
FORGET = "TRUNCATE report_months, report_first_visits_known, report_open_doctors"


async def tidy(reader: Reader) -> None:
    """As autovacuum would have, after a while."""
    await reader.sql.execute("SET statement_timeout = 0")
    await reader.sql.execute("VACUUM ANALYZE")


async def prepare(dsn: str, visits: int, doctors: int) -> str:
    """Fill the database; returns the token of an administrator."""

    async def work(database: Database) -> str:
        await database.transact(lambda unit: fill(unit, visits=visits, doctors=doctors))
        await database.read(tidy)
        admin = await make_user(database, Role.ADMIN)
        tokens = TokenMaker(SECRET, AuthSettings().access_token_lifetime)
        return await open_session(database, tokens, SystemClock(), admin)

    return await on(dsn, work)


async def wait_until_kept(dsn: str, doctors: int) -> float:
    begun = time.perf_counter()

    async def is_kept(reader: Reader) -> bool:
        return bool(await reader.sql.fetchval(KEPT, doctors))

    async def work(database: Database) -> None:
        while not await database.read(is_kept):  # noqa: ASYNC110 -- another process does it
            await asyncio.sleep(0.5)
        await database.read(tidy)

    await on(dsn, work)
    return round(time.perf_counter() - begun, 1)


def measure(figures: Figures, client: httpx.Client, state: str, times: int, **params: str) -> None:
    for name, (first, last) in PERIODS.items():
        query = {"from": str(first), "to": str(last), **params}

        def ask(query: Mapping[str, str] = query) -> tuple[float, int]:
            begun = time.perf_counter()
            answer = client.get("/reports/overview", params=query).raise_for_status()
            return time.perf_counter() - begun, answer.json()["visits"]["total"]

        # The first one prepares statements.
        _, visits = ask()
        seconds = [ask()[0] for _ in range(times)]
        figures.add(f"{name}, {state}", visits=visits, **percentiles(seconds))


async def run(dsn: str, statement: str, *values: object) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.sql.execute(statement, *values)

    await on(dsn, lambda database: database.transact(work))


def main(
    visits: int = typer.Option(1_000_000, help="in three years"),
    doctors: int = typer.Option(200, help="at four places in three zones"),
    times: int = typer.Option(40, help="that each period is asked for"),
) -> None:
    """Measure the overview of a month, a quarter, a year and three years."""
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    figures = Figures({})
    with (
        ground() as folder,
        EmbeddedServer(
            folder / "pg", shared_root=folder / "shared", settings={"fsync": "on"}
        ) as postgres,
    ):
        dsn = asyncio.run(fresh(postgres, "reports"))
        begun = time.perf_counter()
        token = asyncio.run(prepare(dsn, visits, doctors))
        seconds = round(time.perf_counter() - begun, 1)
        figures.add("data", visits=visits, doctors=doctors, seconds=seconds)
        server = start_server(folder / "server", dsn, environment={"PRAXIS_LOG_LEVEL": "warning"})
        try:
            _measure_all(figures, server.base_url, dsn, token, doctors, times)
        finally:
            server.stop()
    show(figures)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    machine = {"at": datetime.now(UTC).isoformat(), "load": os.getloadavg()[0]}
    RESULTS.write_text(json.dumps({**machine, **figures.rows}, indent=2) + "\n")


def _measure_all(
    figures: Figures, base_url: str, dsn: str, token: str, doctors: int, times: int
) -> None:
    seconds = asyncio.run(wait_until_kept(dsn, doctors))
    figures.add("counted by the server's jobs", seconds=seconds)
    headers: dict[str, Any] = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{base_url}/api/v1", headers=headers, timeout=60) as client:
        measure(figures, client, "kept", times)
        measure(figures, client, "kept, one specialty", times, specialty="Cardiology")
        # Marks are worked off every ten seconds: as many again before each round would be needed.
        asyncio.run(run(dsn, MARK, max(1, doctors // 10)))
        measure(figures, client, "a tenth of the doctors stale in three months", 3)
        asyncio.run(run(dsn, FORGET))
        measure(figures, client, "nothing kept", 1)


if __name__ == "__main__":
    typer.run(main)
