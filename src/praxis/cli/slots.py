import asyncio
from functools import partial
from typing import Annotated

import typer

from praxis.cli.runtime import load_settings, running_database
from praxis.cli.terminal import Advance, out, progress
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.migrations import upgrade as migrations
from praxis.scheduling.free_time.derive import DAYS
from praxis.scheduling.free_time.rebuild import rebuild

app = typer.Typer(help="What is kept of free time, for fast searches.", no_args_is_help=True)

MOST_DAYS = 730


@app.command("rebuild")
def rebuild_free_time(
    days: Annotated[
        int,
        typer.Option(
            min=1, max=MOST_DAYS, help="how many coming days; a server is back at 92 within a day"
        ),
    ] = DAYS,
) -> None:
    """Make the free time of all doctors anew. The server may run meanwhile; nothing waits."""
    with running_database(load_settings()) as dsn:
        asyncio.run(migrations.upgrade(dsn))
        with progress() as advance:
            doctors = asyncio.run(_rebuild(dsn, days, advance))
    out.print(f"The free time of {doctors} doctors is up to date for {days} days.")


async def _rebuild(dsn: str, days: int, advance: Advance) -> int:
    database = Database(dsn, pool_size=8)
    try:
        return await rebuild(database, SystemClock(), partial(advance, "Doctors"), days=days)
    finally:
        await database.close()
