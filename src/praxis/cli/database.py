import asyncio
from typing import Annotated

import typer

from praxis.cli.keys import ready_keys
from praxis.cli.runtime import bring_up_to_date, load_settings, running_database
from praxis.cli.terminal import fail, out, progress
from praxis.demo import load as demo_practice
from praxis.identity.passwords import PasswordHasher
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database
from praxis.kit.sealing.vault import Vault
from praxis.migrations import upgrade as migrations
from praxis.settings import Settings


def migrate() -> None:
    """Bring the database to the schema of this release."""
    settings = load_settings()
    with running_database(settings) as dsn:
        before = asyncio.run(migrations.current_revision(dsn))
        asyncio.run(bring_up_to_date(settings, dsn))
        after = asyncio.run(migrations.current_revision(dsn))
        asyncio.run(ready_keys(settings, dsn))
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
    settings = load_settings()
    with running_database(settings) as dsn:
        asyncio.run(migrations.upgrade(dsn))
        asyncio.run(ready_keys(settings, dsn))
        loaded = asyncio.run(load_demo(settings, dsn))
    if loaded:
        out.print(demo_practice.LOGINS)
    elif not if_empty:
        fail("There are users already: the demo practice goes into an empty database only.", code=1)


async def load_demo(settings: Settings, dsn: str) -> bool:
    """Load the demo practice if the database has no users; whether it did."""
    database = Database(dsn, pool_size=2, vault=Vault(settings.key_file))
    hasher = PasswordHasher()
    try:
        with progress() as advance:
            return await demo_practice.load_if_empty(database, hasher, SystemClock(), advance)
    finally:
        await database.close()
