import asyncio
import gc
import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Annotated, NoReturn

import typer
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from praxis.app import create_app
from praxis.backup.keeper import give_up, keeping
from praxis.cli.backup import plan_for
from praxis.cli.database import load_demo
from praxis.cli.draining import DrainingServer, DrainingSupervisor
from praxis.cli.keys import ready_keys
from praxis.cli.runtime import (
    bring_up_to_date,
    database_url,
    direct_url,
    load_settings,
    running_database,
    with_secret,
)
from praxis.cli.terminal import fail, out
from praxis.demo import load as demo_practice
from praxis.directory.locations.holidays import has_calendar
from praxis.kit.clock import SystemClock
from praxis.kit.db.embedded.cluster import SETTINGS
from praxis.kit.logging import configure_logging
from praxis.kit.telemetry import tracing
from praxis.kit.telemetry.registry import share_figures
from praxis.live.wires import WiredHttp, WiredWebSockets
from praxis.settings import Settings

if sys.platform != "win32":
    import resource

# What a WebSocket's client says is never longer.
MESSAGE_BYTES = 16 * 1024
MANY_FILES = 65_536
# Of each process that answers, besides its pool: the one that hears of live events.
LISTENING = 1
# For other commands, migrations, and an administrator's psql.
SPARE_CONNECTIONS = 10
# A worker that is busy, or still starting on a slow machine, must not be taken for one that hangs.
HANGS_SECONDS = 60


def serve(
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes that answer")] = 1,
    demo: Annotated[
        bool, typer.Option("--demo", help="load the demo practice when the database is empty")
    ] = False,
) -> None:
    """Migrate the database and serve Praxis until told to stop."""
    settings = with_secret(load_settings())
    configure_logging(level=settings.log_level)
    signal.signal(signal.SIGTERM, _stop)
    if tracing.is_missing():
        fail(tracing.MISSING, code=2)
    _check_port(settings)
    _check_connections(settings, workers)
    # Being told to stop is no failure; the database stops on the way out.
    with suppress(KeyboardInterrupt), running_database(settings) as dsn:
        asyncio.run(bring_up_to_date(settings, dsn))
        asyncio.run(ready_keys(settings, dsn))
        if demo and asyncio.run(load_demo(settings, dsn)):
            out.print("The demo practice has been loaded.")
        logins = demo_practice.LOGINS if asyncio.run(demo_practice.is_loaded(dsn)) else None
        _export(settings, database_url(settings) or dsn)
        plan = plan_for(settings, dsn)
        if plan is None and settings.database_url is None:
            asyncio.run(give_up(dsn, settings.data_dir.absolute()))
        with keeping(plan, SystemClock()):
            _run(settings, workers, logins)
    out.print("Praxis has stopped.")


def _stop(*_: object) -> NoReturn:
    # uvicorn finishes its requests and raises the signal again; by then only the database is left.
    raise KeyboardInterrupt


def _check_port(settings: Settings) -> None:
    """End with a sentence, before anything is started, if the address cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            fail(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}): "
                "another program may have it. Choose another with PRAXIS_PORT.",
                code=1,
            )


def _check_connections(settings: Settings, workers: int) -> None:
    """End with a sentence if the embedded PostgreSQL could not serve all pools when they fill."""
    if settings.database_url is not None:
        return
    pool = settings.database.pool_size
    room = int(SETTINGS["max_connections"]) - SPARE_CONNECTIONS
    if workers * (pool + LISTENING) <= room:
        return
    fewer, smaller = room // (pool + LISTENING), room // workers - LISTENING
    instead = [f"--workers {fewer}"] if fewer else []
    instead += [f"PRAXIS_DATABASE__POOL_SIZE={smaller}"] if smaller > 0 else []
    instead = instead or ["fewer processes with smaller pools"]
    wanted = f"{workers} {'process' if workers == 1 else 'processes'} with a pool of {pool} each"
    fail(
        f"{wanted} may need {workers * (pool + LISTENING)} connections, and the embedded "
        f"PostgreSQL has {room} for them. Choose {' or '.join(instead)}, or set DATABASE_URL to a "
        "PostgreSQL of your own.",
        code=2,
    )


def _export(settings: Settings, dsn: str) -> None:
    """Hand what this process found out to the processes that answer."""
    key = settings.auth.secret_key
    # With the address that follows, they could not tell a server of our own from another.
    expected = settings.backup.enabled and settings.database_url is None
    os.environ["PRAXIS_BACKUP__ENABLED"] = str(expected)
    os.environ["DATABASE_URL"] = dsn
    if (direct := direct_url(settings)) is not None:
        os.environ["PRAXIS_DATABASE__DIRECT_URL"] = direct
    os.environ["PRAXIS_AUTH__SECRET_KEY"] = key.get_secret_value() if key else ""


def _run(settings: Settings, workers: int, logins: str | None) -> None:
    config = uvicorn.Config(
        "praxis.cli.serving:create_worker",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=20,
        timeout_keep_alive=75,
        backlog=2048,
        http=WiredHttp,
        ws=WiredWebSockets,
        ws_max_size=MESSAGE_BYTES,
        # Its window would cost more memory for each stream than all else together.
        ws_per_message_deflate=False,
        timeout_worker_healthcheck=HANGS_SECONDS,
    )
    if workers == 1:
        server = _Announcing(config, settings, logins)
        server.run()
        if not server.started:
            fail("The server did not start; the lines above say why.", code=1)
        return
    if settings.metrics.token is not None:
        # Of this port alone: other servers may share the folder of data.
        share_figures(settings.data_dir.absolute() / "metrics" / str(settings.port))
    bound = config.bind_socket()
    Thread(target=_announce_when_ready, args=(settings, logins), daemon=True).start()
    supervisor = DrainingSupervisor(config, [bound], settings.drain)
    supervisor.run()
    if supervisor.has_failed:
        fail("The server did not start; the lines above say why.", code=1)


class _Announcing(DrainingServer):
    """A server that says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, settings: Settings, logins: str | None) -> None:
        super().__init__(config, settings.drain)
        self._settings = settings
        self._logins = logins

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _announce(self._settings, self._logins)


def _announce_when_ready(settings: Settings, logins: str | None) -> None:
    """Say where the server is once one of its processes answers."""
    while not _is_alive(_reachable(settings.host), settings.port):
        time.sleep(0.1)
    _announce(settings, logins)


def _is_alive(host: str, port: int) -> bool:
    # Not by `urlopen`, which would ask a proxy where the environment names one.
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status < HTTPStatus.BAD_REQUEST
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- read, not bound


def _announce(settings: Settings, logins: str | None) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    out.print(f"Praxis is ready on http://{host}:{settings.port} (API: /docs). Ctrl-C stops it.")
    if logins:
        out.print(logins)


def create_worker() -> FastAPI:
    """The application in a process that answers; settings come from the environment."""
    settings = Settings()
    configure_logging(level=settings.log_level)
    dsn = settings.database_url
    if dsn is None:
        raise RuntimeError("DATABASE_URL is handed over by `praxis serve`")
    app = create_app(settings, dsn.get_secret_value())
    # Loads the package of holidays, which would keep everybody waiting in the first search.
    has_calendar("BD", None)
    _allow_many_connections()
    _end_with_parent()
    _keep_for_good()
    return app


def _end_with_parent() -> None:
    """Stop if the process that started this one is killed: nobody else could stop it then."""
    if (parent := parent_process()) is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, name="parent", daemon=True).start()


def _allow_many_connections() -> None:
    """Open as many files as we may: each stream is one, and unasked a system gives 1,024."""
    if sys.platform == "win32":
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY_FILES if most == resource.RLIM_INFINITY else min(most, MANY_FILES)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _keep_for_good() -> None:
    """Take what is here by now, and stays as long as the process, out of the search for garbage.

    A hundred thousand objects of libraries and routes: looking through them took 0.1 s, during
    which no request was answered, again and again.
    """
    gc.collect()
    gc.freeze()


def openapi(
    output: Annotated[Path | None, typer.Option(help="a file; the terminal when absent")] = None,
) -> None:
    """Print the OpenAPI description of this release."""
    settings = Settings()
    unused = SecretStr("x" * 32)
    auth = settings.auth.model_copy(update={"secret_key": unused})
    described = create_app(settings.model_copy(update={"auth": auth}), "postgresql:///").openapi()
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text)
