import asyncio
from typing import Annotated

import typer

from praxis.cli.runtime import load_settings, running_database
from praxis.cli.terminal import fail, out, progress
from praxis.demo import load as demo_practice
from praxis.identity.passwords import PasswordHasher
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.migrations import upgrade as migrations


def migrate() -> None:
    """Bring the database to the schema of this release."""
    with running_database(load_settings()) as dsn:
        before = asyncio.run(migrations.current_revision(dsn))
        asyncio.run(migrations.upgrade(dsn))
        after = asyncio.run(migrations.current_revision(dsn))
    if before == after:
        out.print(f"The database is up to date ({after}).")
    else:
        out.print(f"The database went from {before or 'empty'} to {after}.")


def demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="do nothing, and succeed, when there are users")
    ] = False,
) -> None:
    """Load the demo practice into an empty database."""
    with running_database(load_settings()) as dsn:
        asyncio.run(migrations.upgrade(dsn))
        loaded = asyncio.run(load_demo(dsn))
    if loaded:
        out.print(demo_practice.LOGINS)
    elif not if_empty:
        fail("There are users already: the demo practice goes into an empty database only.", code=1)


async def load_demo(dsn: str) -> bool:
    """Load the demo practice if the database has no users; whether it did."""
    database = Database(dsn, pool_size=2)
    hasher = PasswordHasher()
    try:
        with progress() as advance:
            return await demo_practice.load_if_empty(database, hasher, SystemClock(), advance)
    finally:
        await database.close()
