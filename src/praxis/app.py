"""Puts the application together: settings, database, storage, routes. No rules here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from praxis import __version__
from praxis.api import create_router
from praxis.background import JOBS, background
from praxis.delivery import create_delivery
from praxis.health.endpoints import probes
from praxis.identity.passwords import PasswordHasher
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import Clock, SystemClock
from praxis.kit.db.database import Database
from praxis.kit.leadership import Leader
from praxis.kit.methods import refuse_unknown_methods
from praxis.kit.problems import install_problem_handlers
from praxis.kit.request_log import RequestLog
from praxis.kit.requests import RequestLimits
from praxis.kit.routing import route_quickly
from praxis.kit.storage import S3Options, Storage, folder_storage, s3_storage
from praxis.live.service import Live
from praxis.openapi import complete_openapi
from praxis.settings import Settings, TaskMode
from praxis.web.documentation import serve_documentation
from praxis.web.headers import SecurityHeaders
from praxis.web.site import FOLDER, Site


class _Secured(FastAPI):
    def build_middleware_stack(self) -> ASGIApp:
        """Around the answer to a fault too, which Starlette gives outside all other middleware."""
        return SecurityHeaders(super().build_middleware_stack())


def create_app(
    settings: Settings, dsn: str, *, clock: Clock | None = None, web: Path = FOLDER
) -> FastAPI:
    """The application on the database at `dsn`; its pool lives as long as the server.

    The built web app is read from the folder `web`.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(
            dsn,
            pool_size=settings.database.pool_size,
            statement_cache=settings.database.statement_cache,
        )
        try:
            async with _tasks(app, settings), app.state.live.running():
                yield
        finally:
            await app.state.database.close()

    app = _Secured(
        title="Praxis",
        version=__version__,
        description="Appointment scheduling for medical practices.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.settings = settings
    app.state.clock = clock or SystemClock()
    app.state.leader = Leader(settings.data_dir, dsn)
    app.state.live = Live(dsn, app.state.clock)
    app.state.storage = _storage(settings)
    key = settings.auth.secret_key
    if key is None:
        raise ValueError("settings.auth.secret_key must be filled in before the app is made")
    app.state.tokens = TokenMaker(key.get_secret_value(), settings.auth.access_token_lifetime)
    app.state.passwords = PasswordHasher()
    install_problem_handlers(app)
    app.include_router(create_router())
    app.include_router(probes)
    complete_openapi(app)
    refuse_unknown_methods(app)
    serve_documentation(app)
    app.router.default = Site(app.router.not_found, web)
    route_quickly(app)
    app.add_middleware(
        RequestLimits,
        body_bytes=settings.requests.body_bytes,
        upload_bytes=settings.requests.upload_bytes,
    )
    app.add_middleware(RequestLog)
    return app


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


def _storage(settings: Settings) -> Storage:
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
