"""`praxis check`: what is wrong with the settings, the database, the disk."""

import asyncio
import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import typer
from pydantic import ValidationError

from praxis.cli.runtime import running_database, settings_faults
from praxis.cli.terminal import out
from praxis.kit.db.embedded import EmbeddedServerError
from praxis.kit.db.types import SqlConnection
from praxis.migrations import upgrade as migrations
from praxis.settings import Settings, TaskMode

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


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    text: str


def check() -> None:
    """Say what is wrong with the settings, the disk and the database (then exit code 1)."""
    findings = list(_findings())
    for finding in findings:
        mark = "[green]ok[/green]   " if finding.ok else "[red]wrong[/red]"
        out.print(f"{mark} ", end="")
        out.print(finding.text, markup=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = Settings()
    except ValidationError as error:
        yield from (Finding(ok=False, text=fault) for fault in settings_faults(error))
        return
    yield from _check_settings(settings)
    yield from _check_disk(settings.data_dir)
    yield from _check_mail(settings)
    yield from _check_workers(settings)
    yield from _check_database(settings)


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


def _check_settings(settings: Settings) -> Iterator[Finding]:
    secure = settings.public_url.startswith("https://")
    yield Finding(
        not secure or settings.secure_cookies,
        "settings are readable"
        if not secure or settings.secure_cookies
        else "PRAXIS_PUBLIC_URL is https, so set PRAXIS_SECURE_COOKIES=true",
    )
    local = settings.host in {"127.0.0.1", "::1", "localhost"}
    if not local and not secure:
        yield Finding(
            ok=False,
            text=f"Praxis listens on {settings.host} without HTTPS: put a proxy with TLS before it "
            "and set PRAXIS_PUBLIC_URL=https://…",
        )


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
            yield from asyncio.run(_inspect(dsn))
    except EmbeddedServerError as error:
        yield Finding(ok=False, text=str(error))
    except (OSError, asyncpg.PostgresError) as error:
        yield Finding(ok=False, text=f"the database cannot be reached: {error}")


async def _inspect(dsn: str) -> list[Finding]:
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        version = int(await connection.fetchval("SHOW server_version_num") or 0)
        name = await connection.fetchval("SHOW server_version")
        encoding = await connection.fetchval("SHOW server_encoding")
        found = [await _check_queue(connection)] if await _has_queue(connection) else []
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
