"""`praxis check`: what is wrong with the settings, the database, the disk."""

import asyncio
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import typer
from pydantic import ValidationError

from praxis.cli.backup_checks import check_backups, check_held
from praxis.cli.factor_checks import check_factors
from praxis.cli.findings import Finding, wrong
from praxis.cli.log_checks import check_log
from praxis.cli.ownership import of_another
from praxis.cli.runtime import database_url, running_database, settings_faults
from praxis.cli.terminal import out
from praxis.cli.web_checks import check_web
from praxis.kit.clock import SystemClock
from praxis.kit.db.connecting import SESSION, connect
from praxis.kit.db.embedded import EmbeddedServerError
from praxis.kit.db.types import SqlConnection
from praxis.migrations import upgrade as migrations
from praxis.settings import Settings
from praxis.settings.groups import TaskMode

LEAST_FREE_BYTES = 1024**3
OLDEST_SERVER = 150_000
CONNECT_SECONDS = 5
REDIS_PORT = 6379
LATE_MINUTES = 10

QUEUE = """
    WITH late AS (SELECT now() - $1 * interval '1 minute' AS since)
    SELECT (SELECT count(*) FROM outbox_messages WHERE dead_at IS NOT NULL)
         + (SELECT count(*) FROM mails WHERE outcome = 'dead') AS dead,
           (SELECT count(*) FROM outbox_messages, late
            WHERE dead_at IS NULL AND available_at < since)
         + (SELECT count(*) FROM mails, late WHERE outcome IS NULL AND available_at < since) AS late
"""


def check() -> None:
    """Say what is wrong with the settings, the disk and the database (then exit code 1)."""
    findings = list(_findings())
    for finding in findings:
        out.print(f"{finding.mark} ", end="")
        out.print(finding.text, markup=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = Settings()
    except ValidationError as error:
        yield from (Finding(ok=False, text=fault) for fault in settings_faults(error))
        return
    if (foreign := of_another(settings.data_dir.absolute())) is not None:
        # What root can do says nothing of what that user can, and it must leave nothing there.
        yield wrong(foreign)
        return
    yield from check_web(settings)
    yield from _check_disk(settings.data_dir)
    yield from _check_mail(settings)
    yield from _check_workers(settings)
    yield from _check_database(settings)
    yield from check_backups(settings, SystemClock().now())


def _check_mail(settings: Settings) -> Iterator[Finding]:
    smtp = settings.smtp
    if smtp.host is None:
        yield Finding(
            ok=True,
            text=f"e-mails go to {settings.mail_folder}, for want of PRAXIS_SMTP__HOST",
        )
        return
    yield _answers(f"the server for e-mail at {smtp.host}:{smtp.port}", smtp.host, smtp.port)


def _check_workers(settings: Settings) -> Iterator[Finding]:
    if settings.tasks is TaskMode.OFF:
        yield Finding(ok=False, text="PRAXIS_TASKS=off: no message is delivered, no audit sealed")
    if settings.tasks is not TaskMode.CELERY or settings.redis_url is None:
        return
    place = urlsplit(settings.redis_url.get_secret_value())
    host, port = place.hostname or "localhost", place.port or REDIS_PORT
    yield _answers(f"Redis at {host}:{port}", host, port)


def _answers(what: str, host: str, port: int) -> Finding:
    try:
        with socket.create_connection((host, port), timeout=CONNECT_SECONDS):
            return Finding(ok=True, text=f"{what} can be reached")
    except OSError as error:
        return Finding(ok=False, text=f"{what} cannot be reached: {error.strerror or error}")


def _check_disk(folder: Path) -> Iterator[Finding]:
    existing = next(
        path for path in (folder.absolute(), *folder.absolute().parents) if path.exists()
    )
    yield Finding(os.access(existing, os.W_OK), f"{folder} can be written")
    free = shutil.disk_usage(existing).free
    yield Finding(free >= LEAST_FREE_BYTES, f"{free // 1024**2} MiB are free under {folder}")


def _check_database(settings: Settings) -> Iterator[Finding]:
    try:
        with running_database(settings) as dsn:
            yield from asyncio.run(_inspect(dsn, settings))
            yield from asyncio.run(check_log(settings, dsn, SystemClock().now()))
        if settings.database.pooler:
            yield asyncio.run(_inspect_pooler(database_url(settings) or ""))
    except EmbeddedServerError as error:
        yield Finding(ok=False, text=str(error))
    except (OSError, asyncpg.PostgresError) as error:
        yield Finding(ok=False, text=f"the database cannot be reached: {error}")


async def _inspect(dsn: str, settings: Settings) -> list[Finding]:
    connection = await connect(dsn)
    try:
        version = int(await connection.fetchval("SHOW server_version_num") or 0)
        name = await connection.fetchval("SHOW server_version")
        encoding = await connection.fetchval("SHOW server_encoding")
        found = [await _check_queue(connection)] if await _has_queue(connection) else []
        found += [Finding(ok, text) for ok, text in await check_held(connection)]
        found += await check_factors(connection, settings)
    finally:
        await connection.close()
    current, head = await migrations.current_revision(dsn), migrations.head_revision()
    return [
        Finding(version >= OLDEST_SERVER, f"PostgreSQL {name} (15 or later is needed)"),
        Finding(encoding == "UTF8", f"its encoding is {encoding} (UTF8 is needed)"),
        Finding(
            current == head,
            f"its schema is {current or 'empty'}"
            + ("" if current == head else f", this release wants {head}: run `praxis migrate`"),
        ),
        *found,
    ]


async def _inspect_pooler(dsn: str) -> Finding:
    """Whether what is set for the role has reached the connections that the pooler keeps."""
    connection = await connect(dsn, statement_cache_size=0)
    try:
        # Together, or each half of a question may meet another server.
        async with connection.transaction(readonly=True):
            kept = await connection.fetchval("SHOW statement_timeout")
    finally:
        await connection.close()
    if kept == SESSION["statement_timeout"]:
        return Finding(ok=True, text="the pooler can be reached, and its connections are as ours")
    return Finding(
        ok=False,
        text="connections of the pooler are older than what `praxis migrate` has set for the "
        "role: run RECONNECT on its console",
    )


async def _has_queue(connection: SqlConnection) -> bool:
    return await connection.fetchval("SELECT to_regclass('mails')") is not None


async def _check_queue(connection: SqlConnection) -> Finding:
    """Whether messages go out: nothing was given up, and nothing due waits for long."""
    row = await connection.fetchrow(QUEUE, LATE_MINUTES)
    dead, late = (row["dead"], row["late"]) if row else (0, 0)
    if dead or late:
        return Finding(
            ok=False,
            text=f"messages over {LATE_MINUTES} minutes late: {late}; given up: {dead}. "
            "Messages in the app says more",
        )
    return Finding(ok=True, text="no message is late, none was given up")
