"""An application on a database of its own, for tests that look at everything there is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from praxis.app import create_app
from praxis.kit.clock import Clock
from praxis.settings import Settings
from tests.conftest import create_database, drop_database


@asynccontextmanager
async def app_apart(
    settings: Settings, name: str, folder: Path, clock: Clock, **changes: object
) -> AsyncIterator[FastAPI]:
    """`changes` are of the settings; what it keeps in files lies in `folder`."""
    dsn = await create_database(name)
    try:
        async with app_on(dsn, settings, folder, clock, **changes) as application:
            yield application
    finally:
        await drop_database(name)


@asynccontextmanager
async def app_on(
    dsn: str, settings: Settings, folder: Path, clock: Clock, **changes: object
) -> AsyncIterator[FastAPI]:
    """The same on a database that is there already, and stays."""
    chosen = settings.model_copy(update={"data_dir": folder, **changes})
    application = create_app(chosen, dsn, clock=clock)
    async with application.router.lifespan_context(application):
        yield application
