"""`praxis check`: what is wrong with the settings, the database, the disk."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import typer
from pydantic import ValidationError

from praxis.cli.runtime import running_database, settings_faults
from praxis.cli.terminal import out
from praxis.kit.db.embedded import EmbeddedServerError
from praxis.migrations import upgrade as migrations
from praxis.settings import Settings

LEAST_FREE_BYTES = 1024**3
OLDEST_SERVER = 150_000


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
    yield from _check_database(settings)


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
    ]
