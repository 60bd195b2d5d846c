"""Puts the application together: settings, database, storage, routes. No rules here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from praxis import __version__
from praxis.api import create_router
from praxis.background import JOBS, background
from praxis.backup.folder import BackupFolder
from praxis.backup.metrics import measure_backups
from praxis.delivery import create_delivery
from praxis.health.endpoints import probes
from praxis.health.metrics import Measure
from praxis.health.service import Health
from praxis.identity.passwords import PasswordHasher
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import Clock, SystemClock
from praxis.kit.db.database import Database
from praxis.kit.db.metrics import pool_measured
from praxis.kit.leadership import Leader
from praxis.kit.methods import refuse_unknown_methods
from praxis.kit.problems import install_problem_handlers
from praxis.kit.routing import route_quickly
from praxis.kit.sealing.vault import Vault
from praxis.kit.storage import S3Options, Storage, folder_storage, s3_storage
from praxis.kit.telemetry import tracing
from praxis.live.service import Live
from praxis.openapi import complete_openapi
from praxis.settings import Settings
from praxis.settings.groups import TaskMode
from praxis.web.documentation import serve_documentation
from praxis.web.front import create_limiter, guard
from praxis.web.headers import SecurityHeaders
from praxis.web.site import FOLDER, Site


class _Secured(FastAPI):
    def build_middleware_stack(self) -> ASGIApp:
        """Around the answer to a fault too, which Starlette gives outside all other middleware."""
        settings: Settings = self.state.settings
        return SecurityHeaders(
            super().build_middleware_stack(),
            https=settings.is_public_https,
            subdomains=settings.hsts_subdomains,
        )


def create_app(
    settings: Settings, dsn: str, *, clock: Clock | None = None, web: Path = FOLDER
) -> FastAPI:
    """The application on the database at `dsn`; its pool lives as long as the server.

    The built web app is read from the folder `web`.
    """
    app = _Secured(
        title="Praxis",
        version=__version__,
        description="Appointment scheduling for medical practices.",
        lifespan=partial(_running, settings=settings, dsn=dsn),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.settings = settings
    app.state.clock = clock or SystemClock()
    app.state.leader = Leader(settings.data_dir, dsn)
    direct = settings.database.direct_url
    app.state.live = Live(direct.get_secret_value() if direct else dsn, app.state.clock)
    app.state.storage = create_storage(settings)
    key = settings.auth.secret_key
    if key is None:
        raise ValueError("settings.auth.secret_key must be filled in before the app is made")
    app.state.tokens = TokenMaker(key.get_secret_value(), settings.auth.access_token_lifetime)
    app.state.passwords = PasswordHasher()
    app.state.limiter = create_limiter(settings)
    app.state.measures = [_backups_measured(settings, app.state.clock)]
    install_problem_handlers(app)
    app.include_router(create_router())
    app.include_router(probes)
    complete_openapi(app)
    refuse_unknown_methods(app)
    serve_documentation(app)
    app.router.default = Site(app.router.not_found, web)
    route_quickly(app)
    guard(app, settings)
    app.state.tracing = None
    if tracing.is_wanted():
        app.state.tracing = tracing.Tracing()
        app.add_middleware(tracing.TracedRequests, tracing=app.state.tracing)
    return app


def _backups_measured(settings: Settings, clock: Clock) -> Measure:
    folder = BackupFolder(settings.backup_folder)
    # As `praxis serve` hands it on: of an external database somebody else may make them.
    return partial(measure_backups, folder, clock, expected=settings.backup.enabled)


@asynccontextmanager
async def _running(app: FastAPI, settings: Settings, dsn: str) -> AsyncIterator[None]:
    """What the application has for as long as its server runs."""
    app.state.database = Database(
        dsn,
        pool_size=settings.database.pool_size,
        pooler=settings.database.pooler,
        vault=Vault(settings.key_file),
    )
    app.state.health = Health(app.state.database)
    try:
        async with (
            _traced(app),
            pool_measured(app.state.database.connections),
            _tasks(app, settings),
            app.state.live.running(),
        ):
            yield
    finally:
        await app.state.limiter.close()
        await app.state.database.close()


@asynccontextmanager
async def _traced(app: FastAPI) -> AsyncIterator[None]:
    """Spans of what is asked of the database, where somebody collects them."""
    spans: tracing.Tracing | None = app.state.tracing
    if spans is None:
        yield
        return
    app.state.database.around = spans.around
    async with spans.running():
        yield


@asynccontextmanager
async def _tasks(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """What is done beside answering, where the settings want it done."""
    database, clock = app.state.database, app.state.clock
    if settings.tasks is TaskMode.OFF:
        yield
        return
    if settings.tasks is TaskMode.CELERY:
        from praxis.worker import LookNow  # noqa: PLC0415 -- 0.2 s that few installations need

        look_now = LookNow(settings)
        database.on_news = look_now
        try:
            yield
        finally:
            look_now.close()
        return
    delivery = create_delivery(settings, database, clock, app.state.tokens)
    try:
        async with background(database, clock, JOBS, delivery.drains, app.state.leader):
            yield
    finally:
        await delivery.sender.close()


def create_storage(settings: Settings) -> Storage:
    """Where the settings want files."""
    place = settings.storage
    if place.url is None:
        return folder_storage(settings.data_dir / "attachments")
    secret = place.s3_secret_access_key
    return s3_storage(
        S3Options(
            url=place.url,
            endpoint=place.s3_endpoint,
            region=place.s3_region,
            access_key_id=place.s3_access_key_id,
            secret_access_key=secret.get_secret_value() if secret else None,
        )
    )
