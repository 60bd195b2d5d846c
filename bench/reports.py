"""How fast reports come: `script/bench reports`.

The overview of a practice of so many visits, through the API of a real server in another process,
on PostgreSQL with fsync, while the server's own jobs run. First with all that is kept, then with a
share of the doctors changed in the months around today and not counted anew, with the hours of a
whole place changed, and at last with nothing kept at all, which is right after an upgrade.
"""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import httpx
import typer

from bench.kit.command import run
from bench.notifications import Figures, fresh, ground, on, percentiles, show
from bench.report_data import SEED, fill
from praxis.identity.models import Role
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.settings.groups import AuthSettings
from tests.factories.identity import make_user
from tests.support.api import open_session
from tests.support.server import SECRET, start_server

TARGET_MS = 300
PERIODS: Mapping[str, tuple[date, date]] = {
    "a month": (date(2026, 10, 1), date(2026, 10, 31)),
    "a quarter": (date(2026, 7, 1), date(2026, 9, 30)),
    "a year": (date(2025, 1, 1), date(2025, 12, 31)),
    "three years": (date(2024, 1, 1), date(2026, 12, 31)),
    "a year from the 15th": (date(2025, 1, 15), date(2026, 1, 14)),
}
STATES = (
    "all kept",
    "one specialty",
    "a tenth of the doctors changed in three months",
    "hours of one place changed",
    "nothing kept",
)
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
# As a holiday does that is decided for one of the four places.
CHANGE_HOURS = """
    UPDATE doctors SET schedule_version = schedule_version + 1
    WHERE id IN (SELECT doctor_id FROM doctor_locations
                 WHERE location_id = (SELECT min(id) FROM locations))
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


def measure(
    figures: Figures,
    client: httpx.Client,
    state: str,
    times: int,
    *,
    before_each: Callable[[], None] = lambda: None,
    **params: str,
) -> None:
    """`before_each` puts back what the server's jobs have worked off meanwhile."""
    for name, (first, last) in PERIODS.items():
        query = {"from": str(first), "to": str(last), **params}

        def ask(query: Mapping[str, str] = query) -> tuple[float, int]:
            before_each()
            begun = time.perf_counter()
            answer = client.get("/reports/overview", params=query).raise_for_status()
            return time.perf_counter() - begun, answer.json()["visits"]["total"]

        # The first one prepares statements.
        _, visits = ask()
        seconds = [ask()[0] for _ in range(times)]
        figures.add(f"{name}, {state}", visits=visits, **percentiles(seconds))


async def change(dsn: str, statement: str, *values: object) -> None:
    async def work(unit: UnitOfWork) -> None:
        # The server's jobs may be in the middle of a count of everything.
        await unit.sql.execute("SET LOCAL lock_timeout = '5min'")
        await unit.sql.execute("SET LOCAL statement_timeout = 0")
        await unit.sql.execute(statement, *values)

    await on(dsn, lambda database: database.transact(work))


def main(
    visits: int = typer.Option(1_000_000, min=1000, help="in three years"),
    doctors: int = typer.Option(200, min=4, help="at four places in three zones"),
    times: int = typer.Option(40, min=1, help="that each period is asked for"),
) -> None:
    """Measure the overview of a month, a quarter, a year and three years.

    Takes about a quarter of an hour.
    """
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    figures = Figures("reports", {**locals(), "seed": SEED})
    with ground() as (folder, postgres):
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
    table = as_table(figures)
    figures.write(table)
    typer.echo(table)


def as_table(figures: Figures) -> str:
    """All states of all periods, as a table for docs/performance.md."""
    head = ["p50, p99 in ms", "visits", *STATES]
    lines = [head, ["---"] * len(head)]
    for name in PERIODS:
        found = [figures.rows[f"{name}, {state}"] for state in STATES]
        times = [f"{row['p50_ms']:.0f}, {row['p99_ms']:.0f}" for row in found]
        lines.append([name, f"{found[0]['visits']:,}", *times])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _measure_all(
    figures: Figures, base_url: str, dsn: str, token: str, doctors: int, times: int
) -> None:
    seconds = asyncio.run(wait_until_kept(dsn, doctors))
    figures.add("counted by the server's jobs", seconds=seconds)
    headers: dict[str, Any] = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{base_url}/api/v1", headers=headers, timeout=60) as client:
        kept, specialty, stale, hours, nothing = STATES
        measure(figures, client, kept, times)
        measure(figures, client, specialty, times, specialty="Cardiology")

        def put(statement: str, *values: object) -> Callable[[], None]:
            return lambda: asyncio.run(change(dsn, statement, *values))

        mark = put(MARK, max(1, doctors // 10))
        few = max(3, times // 8)
        measure(figures, client, stale, few, before_each=mark)
        measure(figures, client, hours, few, before_each=put(CHANGE_HOURS))
        measure(figures, client, nothing, 3, before_each=put(FORGET))


if __name__ == "__main__":
    run(main, "reports")
